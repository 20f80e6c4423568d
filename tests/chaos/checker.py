"""All rules together. Importing them registers them."""

from . import check_answers, check_calls, check_caps, check_money, check_returns, check_sales  # noqa: F401
from .findings import RULES, Finding, judge  # noqa: F401
