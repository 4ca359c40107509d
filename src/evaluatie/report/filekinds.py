"""What kind of file each of a report's files is, for whoever lists them."""

from __future__ import annotations

from pathlib import PurePosixPath

_ENCODINGS = {
    ".bib": "application/x-bibtex",
    ".css": "text/css",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".html": "text/html",
    ".ipynb": "application/x-ipynb+json",
    ".json": "application/json",
    ".md": "text/markdown",
    ".pdf": "application/pdf",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
_ANY = "application/octet-stream"
_NAMES = {
    "data-protection": "Data protection",
    "references": "Works cited",
    "report": "Evaluation report",
    "results": "Released numbers",
}
_LANGUAGES = {".en": ", in English", ".nl": ", in Dutch"}


def kind_of(path: str) -> tuple[str, str]:
    """Give a file's name in words, and its media type.

    Parameters
    ----------
    path : str
        Its path inside the report's folder.

    Returns
    -------
    name, encoding : str

    Examples
    --------
    >>> kind_of("report.en.html"), kind_of("notebooks/30_change.ipynb")
    (('Evaluation report, in English', 'text/html'), ('Executed notebook 30_change', 'application/x-ipynb+json'))
    """
    file = PurePosixPath(path)
    encoding = _ENCODINGS.get(file.suffix, _ANY)
    if file.suffix == ".ipynb":
        return f"Executed notebook {file.stem}", encoding
    stem, language = PurePosixPath(file.stem).stem, PurePosixPath(file.stem).suffix
    return f"{_NAMES.get(stem, stem)}{_LANGUAGES.get(language, '')}", encoding
