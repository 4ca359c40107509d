"""The methods section of a report: what a paper would tell of the methods that it used, with the works cited."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from markupsafe import Markup

from evaluatie.report import references
from evaluatie.report.reading import Bundle, Reader
from evaluatie.report.references import citation, cited_by, entry, ordered
from evaluatie.report.wording import Wording
from evaluatie.shipped import shipped

_DISCLOSURE = "account.disclosure"


@dataclass(frozen=True)
class Method:
    """A method in plain words.

    Attributes
    ----------
    name, explanation : str
        What it is called, and what it does.
    works : Markup
        The works that it rests upon, each with a link to the list; empty where there are none.
    """

    name: str
    explanation: str
    works: Markup


@dataclass(frozen=True)
class Account:
    """The methods section.

    Attributes
    ----------
    methods : tuple of Method
        The methods one by one, in the order in which the report uses them.
    parts : tuple of (str, Markup)
        The heading and text of every part of the section, for reviewers.
    references : tuple of (str, Markup)
        The key and the full description of every work that is cited, in the order of a reference list.
    """

    methods: tuple[Method, ...]
    parts: tuple[tuple[str, Markup], ...]
    references: tuple[tuple[str, Markup], ...]


def account(readers: Sequence[Reader]) -> Account:
    """Write the methods section of a report.

    Parameters
    ----------
    readers : sequence of Reader
        The sections, in the order of the page.

    Returns
    -------
    Account
        Of the methods that these sections used, and no others.

    Raises
    ------
    WordingError
        A method has no text.
    """
    bundles = [reader.bundle for reader in readers]
    wording = readers[0].wording
    return Account(
        tuple(_method(key, wording) for key in used_methods(bundles)),
        tuple((wording.text(f"account.part.{name}"), Markup(" ").join(text)) for name, text in _parts(readers)),
        tuple((key, entry(key)) for key in cited(bundles)),
    )


def used_methods(bundles: Sequence[Bundle]) -> tuple[str, ...]:
    """List the methods that a report's sections used, each once."""
    return tuple(dict.fromkeys(key for bundle in bundles for key in bundle["methods"]))


def cited(bundles: Sequence[Bundle]) -> tuple[str, ...]:
    """List the works that a report cites, in the order of a reference list: the same in both languages."""
    wording = Reader(bundles[0], "en").wording
    keys = [key for method in _told(bundles) for key in cited_by(wording, f"method.{method}.account")]
    return ordered([*keys, *cited_by(wording, _DISCLOSURE), *(work for _, work in _instruments(bundles))])


def _told(bundles: Sequence[Bundle]) -> dict[str, None]:
    """List the methods that the text tells: who counts units tells first how the figure itself is made."""
    plain = dict.fromkeys(method for methods in arrangement()["parts"].values() for method in methods)
    found: dict[str, None] = {}
    for method in used_methods(bundles):
        own = method.removesuffix("_units").removesuffix("_few")
        found |= dict.fromkeys([own, method] if own in plain else [method])
    return found


def works_of(method: str, wording: Wording) -> str:
    """Describe the works that a method rests upon in full, as plain text."""
    return " ".join(map(references.plain_entry, cited_by(wording, f"method.{method}.account")))


@cache
def arrangement() -> dict[str, Any]:
    """Read how the section is put together: ``parts``, ``unreferenced`` and ``instruments``."""
    return shipped(references.__file__, "accounts.yml")  # type: ignore[no-any-return]


def _method(key: str, wording: Wording) -> Method:
    links = [_link(work) for work in cited_by(wording, f"method.{key}.account")]
    works = Markup("({})").format(Markup("; ").join(links)) if links else Markup("")
    return Method(wording.text(f"method.{key}.name"), wording.text(f"method.{key}.explanation"), works)


def _parts(readers: Sequence[Reader]) -> Iterator[tuple[str, Iterable[Markup]]]:
    reader, wording = readers[0], readers[0].wording
    used = _told([one.bundle for one in readers])
    told: set[Markup] = set()
    if not reader.of_several:
        yield "design", _design(readers)
    for part, methods in arrangement()["parts"].items():
        texts = dict.fromkeys(_cited(wording, f"method.{key}.account") for key in methods if key in used)
        if new := [text for text in texts if text not in told]:  # what holds for several is told once
            told.update(new)
            yield part, new
    yield "disclosure", [_cited(wording, _DISCLOSURE)]
    yield "software", [_cited(wording, "account.software", version=str(reader.bundle["package_version"]))]


def _design(readers: Sequence[Reader]) -> Iterator[Markup]:
    reader, wording = readers[0], readers[0].wording
    number = len(reader.bundle["waves"])
    key = f"account.{reader.bundle['linking'].replace(' ', '_')}" if number > 1 else "account.one_wave"
    yield wording.html(key, number=str(number))
    if named := [_measure(reader, id_, work) for id_, work in _instruments([reader.bundle])]:
        yield wording.html("account.measures", names=Markup("; ").join(named))
    yield wording.html("account.intervals")


def _instruments(bundles: Sequence[Bundle]) -> list[tuple[str, str]]:
    """Name the shipped instruments that outcomes come of, each with its work; a study's own have none here."""
    known = arrangement()["instruments"]
    outcomes = bundles[0]["outcomes"].values() if "waves" in bundles[0] else ()
    used = dict.fromkeys(outcome.get("instrument") for outcome in outcomes)
    return [(id_, known[id_]) for id_ in used if id_ in known]


def _measure(reader: Reader, id_: str, work: str) -> Markup:
    return Markup("{} ({})").format(reader.label("instrument", id_), _link(work))


def _cited(wording: Wording, key: str, **slots: str) -> Markup:
    """Fill a text's citations."""
    return wording.html(key, **{work: _link(work) for work in cited_by(wording, key)}, **slots)


def _link(work: str) -> Markup:
    return Markup('<a href="#{}">{}</a>').format(anchor(work), citation(work))


def anchor(work: str) -> str:
    """Give the place of a work on the page."""
    return f"work-{work}"
