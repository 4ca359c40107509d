"""A work in a reference list, in the manner of the American Psychological Association (7th edition)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from urllib.parse import quote

from markupsafe import Markup, escape

from evaluatie.report.references.library import Reference, load_references, year

#: text, and whether it is in italics
Piece = tuple[str, bool]

_WHOLE = frozenset({"book", "report", "manuscript"})
_EDITIONS = {"2": "2nd ed.", "3": "3rd ed."}
DOI = "https://doi.org/"


def entry(key: str) -> Markup:
    """Write a work as an item of a reference list, as HTML with its DOI as a link.

    Examples
    --------
    >>> print(entry("rubin1987"))
    Rubin, D. B. (1987). <i>Multiple imputation for nonresponse in surveys</i>. Wiley. \
<a href="https://doi.org/10.1002/9780470316696">https://doi.org/10.1002/9780470316696</a>
    """
    pieces = Markup("").join(_marked_up(piece) for piece in _pieces(load_references()[key], year(key)))
    link = address(load_references()[key])
    return pieces if link is None else pieces + Markup(' <a href="{0}">{0}</a>').format(link)


def plain_entry(key: str) -> str:
    """Write a work as an item of a reference list, as plain text.

    Examples
    --------
    >>> plain_entry("holm1979")
    'Holm, S. (1979). A simple sequentially rejective multiple test procedure. Scandinavian Journal of Statistics, \
6(2), 65–70.'
    """
    work = load_references()[key]
    return " ".join(filter(None, ("".join(text for text, _ in _pieces(work, year(key))), address(work))))


def _pieces(work: Reference, when: str) -> Iterator[Piece]:
    yield f"{_people(work['author'])} ({when}). ", False
    yield str(work["title"]), work["type"] in _WHOLE
    if work["type"] in _WHOLE:
        detail = _edition(work) or " ".join(filter(None, (work.get("genre"), work.get("number"))))
        yield f"{f' ({detail})' if detail else ''}.{_publisher(work)}", False
    elif work["type"] == "chapter":
        yield f". In {_people(work['editor'], turned=False)} (Eds.), ", False
        yield str(work["container-title"]), True
        pages = ", ".join(filter(None, (_edition(work), f"pp. {_range(work['page'])}")))
        yield f" ({pages}).{_publisher(work)}", False
    else:
        yield ". ", False
        yield from _in_journal(work)


def _in_journal(work: Reference) -> Iterator[Piece]:
    yield f"{work['container-title']}, {work['volume']}", True
    place = _range(work["page"]) if "page" in work else work.get("number", "")
    yield f"{'({})'.format(work['issue']) if 'issue' in work else ''}{f', {place}' if place else ''}.", False


def _people(names: Sequence[Mapping[str, str]], *, turned: bool = True) -> str:
    told = [_name(name, turned) for name in names]
    if len(told) == 1:
        return told[0]
    comma = "," if turned or len(told) > 2 else ""
    return f"{', '.join(told[:-1])}{comma} & {told[-1]}"


def _name(name: Mapping[str, str], turned: bool) -> str:
    if "literal" in name:
        return name["literal"]
    given = " ".join(_initials(part) for part in name["given"].split())
    return f"{name['family']}, {given}" if turned else f"{given} {name['family']}"


def _initials(part: str) -> str:
    """Shorten a first name.

    Examples
    --------
    >>> _initials("Jörn-Steffen"), _initials("W."), _initials("Hrong-Tai")
    ('J.-S.', 'W.', 'H.-T.')
    """
    return "-".join(f"{half[0]}." for half in part.split("-"))


def _edition(work: Reference) -> str:
    return _EDITIONS[work["edition"]] if "edition" in work else ""


def _publisher(work: Reference) -> str:
    return f" {work['publisher']}." if "publisher" in work else ""


def _range(pages: str) -> str:
    return pages.replace("-", "–")


def address(work: Reference) -> str | None:
    """Give the link of a work; None where it has no DOI.

    Examples
    --------
    >>> address({"DOI": "10.1002/1097-0258(19970415)16:7<791::AID>3.0.CO;2-#"})
    'https://doi.org/10.1002/1097-0258(19970415)16:7%3C791::AID%3E3.0.CO;2-%23'
    """
    return f"{DOI}{quote(work['DOI'], safe='/:;().-_')}" if "DOI" in work else None


def _marked_up(piece: Piece) -> Markup:
    text, italic = piece
    return Markup("<i>{}</i>").format(text) if italic else escape(text)
