"""Two versions of a report: what differs between their results.json files, and the page that tells it. Pure."""

from evaluatie.report.versions.comparing import Comparison, NotComparableError, compare
from evaluatie.report.versions.figures import Figures, Pair
from evaluatie.report.versions.inputs import Inputs
from evaluatie.report.versions.page import changed_page
from evaluatie.report.versions.settings import Setting

__all__ = ["Comparison", "Figures", "Inputs", "NotComparableError", "Pair", "Setting", "changed_page", "compare"]
