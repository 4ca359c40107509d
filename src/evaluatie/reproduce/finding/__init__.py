"""One published result as data: where it was printed, from what, how, and every printed figure with its decimals."""

from evaluatie.reproduce.finding.model import Finding
from evaluatie.reproduce.finding.printed import Printed
from evaluatie.reproduce.finding.reading import FindingError, Findings, findings, read_finding

__all__ = ["Finding", "FindingError", "Findings", "Printed", "findings", "read_finding"]
