"""Proof by murder: the real server on a real PostgreSQL, everything killed in mid-traffic, and a judge who reads only
what buyers and sellers wrote down and what PostgreSQL holds. See README.md."""
