"""Statistics as a text prints them, checked: p from its statistic, in English and Dutch."""

from evaluatie.reproduce.reported.checking import check_reported
from evaluatie.reproduce.reported.outcome import Check, Reported

__all__ = ["Check", "Reported", "check_reported"]
