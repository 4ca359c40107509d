"""One published result as data: where it was printed, from what, how, and every printed figure with its decimals."""

from evaluatie.reproduce.finding.model import Finding
from evaluatie.reproduce.finding.printed import Printed

__all__ = ["Finding", "Printed"]
