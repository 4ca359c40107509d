"""Reports: from protected bundles to a page, its figures, its wording and results.json. Pure: nothing is written."""

from evaluatie.report import figure
from evaluatie.report.authored import AuthoredTexts
from evaluatie.report.document import DocumentError, report_document, to_docx, to_pdf
from evaluatie.report.lead import headlines
from evaluatie.report.listing import IndexEntry, Standing, index_entry, index_page
from evaluatie.report.meeting import meeting_page
from evaluatie.report.page import compose, protection_page, render_section
from evaluatie.report.reading import BundleError
from evaluatie.report.results import results_json
from evaluatie.report.sections import Code
from evaluatie.report.whole import wave_names
from evaluatie.report.wording import WordingError
from evaluatie.report.workbook import results_xlsx

__all__ = [
    "AuthoredTexts",
    "BundleError",
    "Code",
    "DocumentError",
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
    "report_document",
    "results_json",
    "results_xlsx",
    "to_docx",
    "to_pdf",
    "wave_names",
]
