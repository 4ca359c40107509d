"""Where only means were delivered: a table with a row per wave, group and scale."""

from evaluatie.study.aggregates.reading import Aggregates, read_aggregates
from evaluatie.study.aggregates.rows import TAKING_PART

__all__ = ["TAKING_PART", "Aggregates", "read_aggregates"]
