"""The works that methods and instruments rest upon: one list, cited by key, written as APA, BibTeX and CSL-JSON."""

from evaluatie.report.references.apa import entry, plain_entry
from evaluatie.report.references.bibtex import bibtex
from evaluatie.report.references.library import Reference, citation, cited_by, csl_json, load_references, ordered

__all__ = [
    "Reference",
    "bibtex",
    "citation",
    "cited_by",
    "csl_json",
    "entry",
    "load_references",
    "ordered",
    "plain_entry",
]
