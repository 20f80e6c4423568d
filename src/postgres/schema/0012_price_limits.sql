-- What a price below the posting's must reach that the buyer names in its answer: the seller's terms for the lead (a share
-- or a fixed amount, and our margin), the tier's floor and the seller's min_price. All null in rows from before there was
-- such a price; pays_basis_points or pays_fixed else.
alter table posting
    add column pays_basis_points integer,
    add column pays_fixed        bigint,
    add column min_margin        bigint,
    add column floor             bigint,
    add column min_payout        bigint;
