"""A report as a file to print, to send and to write on in: the very views of its page, as PDF and as Word."""

from evaluatie.report.document.content import report_document
from evaluatie.report.document.errors import DocumentError
from evaluatie.report.document.pdf import to_pdf
from evaluatie.report.document.word import to_docx

__all__ = ["DocumentError", "report_document", "to_docx", "to_pdf"]
