"""Counting: stock, flows and person-years from settled careers."""

from evaluatie.flows.counting.axes import AGE_BANDS, TENURE_BANDS
from evaluatie.flows.counting.cells import MEASURES
from evaluatie.flows.counting.counts import (
    EVERYONE,
    CountedFlows,
    Margins,
    add_margins,
    count_careers,
    count_flows,
    in_years,
    margins,
    person_time,
    require_owners,
)
from evaluatie.flows.counting.windows import years_between

__all__ = [
    "AGE_BANDS",
    "EVERYONE",
    "MEASURES",
    "TENURE_BANDS",
    "CountedFlows",
    "Margins",
    "add_margins",
    "count_careers",
    "count_flows",
    "in_years",
    "margins",
    "person_time",
    "require_owners",
    "years_between",
]
