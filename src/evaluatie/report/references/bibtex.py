"""Works as BibTeX."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from evaluatie.report.references.library import Reference, load_references, ordered

_KINDS = {
    "article-journal": "article", "book": "book", "chapter": "incollection", "report": "techreport",
    "manuscript": "misc", "paper-conference": "article",
}  # fmt: skip
#: BibTeX's name of what CSL calls otherwise, in the order of an entry
_FIELDS = {"edition": "edition", "volume": "volume", "issue": "number", "page": "pages", "genre": "type"}
_PUBLISHER = {"techreport": "institution", "misc": "howpublished"}
_SPECIAL = re.compile(r"([&%$#_{}])")


def bibtex(keys: Iterable[str]) -> bytes:
    """Write works as a BibTeX file, in UTF-8.

    Parameters
    ----------
    keys : iterable of str
        Keys of works.

    Returns
    -------
    bytes
        An entry for each, in the order of a reference list.

    Examples
    --------
    >>> print(bibtex(["rubin1987"]).decode())
    @book{rubin1987,
      author = {Rubin, Donald B.},
      title = {{Multiple imputation for nonresponse in surveys}},
      year = {1987},
      publisher = {Wiley},
      doi = {10.1002/9780470316696},
    }
    <BLANKLINE>
    """
    return "\n".join(_entry(load_references()[key]) for key in ordered(keys)).encode()


def _entry(work: Reference) -> str:
    lines = "".join(f"  {name} = {{{value}}},\n" for name, value in _fields(work))
    return f"@{_KINDS[work['type']]}{{{work['id']},\n{lines}}}\n"


def _fields(work: Reference) -> Iterator[tuple[str, str]]:
    kind = _KINDS[work["type"]]
    yield "author", _people(work["author"])
    if "editor" in work:
        yield "editor", _people(work["editor"])
    yield "title", f"{{{_text(work['title'])}}}"  # a second pair of braces: a style may not lower its capitals
    if "container-title" in work:
        yield "journal" if kind == "article" else "booktitle", _text(work["container-title"])
    yield "year", str(work["issued"]["date-parts"][0][0])
    for name, called in _FIELDS.items():
        if name in work:
            yield called, _text(work[name].replace("-", "--") if name == "page" else work[name])
    if "number" in work:
        yield "eid" if kind == "article" else "number", _text(work["number"])
    if "publisher" in work:
        yield _PUBLISHER.get(kind, "publisher"), _text(work["publisher"])
    if "DOI" in work:
        yield "doi", work["DOI"]  # styles take this as it stands


def _people(names: Sequence[Mapping[str, str]]) -> str:
    told = (f"{{{name['literal']}}}" if "literal" in name else f"{name['family']}, {name['given']}" for name in names)
    return " and ".join(map(_text_of_name, told))


def _text_of_name(name: str) -> str:
    return name.replace("&", r"\&")


def _text(text: str) -> str:
    return _SPECIAL.sub(r"\\\1", text)
