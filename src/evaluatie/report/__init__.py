"""Reports: from protected bundles to a page, its figures, its wording and results.json. Pure: nothing is written."""

from evaluatie.report import figure
from evaluatie.report.lead import headlines
from evaluatie.report.listing import IndexEntry, Standing, index_entry, index_page
from evaluatie.report.meeting import meeting_page
from evaluatie.report.page import compose, protection_page, render_section, wave_names
from evaluatie.report.reading import BundleError
from evaluatie.report.results import results_json
from evaluatie.report.wording import WordingError
from evaluatie.report.workbook import results_xlsx

__all__ = [
    "BundleError",
    "IndexEntry",
    "Standing",
    "WordingError",
    "compose",
    "figure",
    "headlines",
    "index_entry",
    "index_page",
    "meeting_page",
    "protection_page",
    "render_section",
    "results_json",
    "results_xlsx",
    "wave_names",
]
