"""The page that lists all reports: how each of them stands, what it says, and what to bear in mind with it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from typing import Any, Literal

from evaluatie.report.lead import headlines
from evaluatie.report.protection import entries as privacy_entries
from evaluatie.report.reading import Bundle, Reader
from evaluatie.report.rendering import render, style
from evaluatie.report.sections import said
from evaluatie.report.wording import Wording, load_wording

State = Literal["current", "older", "failed", "altered", "elsewhere", "unchecked"]
#: files beside the page, in the order in which they are named
FILES = ("protection", "pdf", "docx", "xlsx", "json")
#: what sentences are about, by what their keys begin with
_KINDS = {
    "dropout": ("response.absence_", "stayed.", "sensitivity."),
    "comparability": ("meaning.", "baseline.invariance", "change.caveat.invariance"),
}
_DEVIATION = "change.deviation."
_NOT_COMPARABLE = "meaning.waves.not"


@dataclass(frozen=True)
class Standing:
    """How a report stands.

    Attributes
    ----------
    state : str
        ``"current"``: made from what there is now; ``"older"``: something that it is made from changed since;
        ``"failed"``: the last run could not make it again, an older one stands; ``"altered"``: a file of it was changed
        or lost after it was made; ``"elsewhere"``: it was not made here; ``"unchecked"``: its data are not at hand.
    changed : tuple of str
        The kinds of input that changed, where that made it older.
    why : str or None
        What made the last run fail: ``"files"``, ``"section"`` or ``"release"``.
    """

    state: State
    changed: tuple[str, ...] = ()
    why: str | None = None


@dataclass(frozen=True)
class IndexEntry:
    """One report in the index.

    Attributes
    ----------
    organisation, name : str
        The organisation's id and name.
    href : str
        Where the report is, as seen from the index page.
    standing : Standing or None
        How it stands; None where that is not known.
    measured : str
        The last wave and its day, in words.
    response : str
        Who answered at the last wave, in words.
    verdict : str
        The main finding as a sentence; empty where there is none.
    warnings : tuple of str
        What to bear in mind, in words.
    files : mapping of str to str
        Where the other files are, by their kinds: see :data:`FILES`.
    synthetic : bool
        Whether its data are made up.
    """

    organisation: str
    name: str
    href: str
    standing: Standing | None = None
    measured: str = ""
    response: str = ""
    verdict: str = ""
    warnings: tuple[str, ...] = ()
    files: Mapping[str, str] | None = None
    synthetic: bool = False


def index_entry(
    bundles: Sequence[Bundle],
    language: str,
    href: str,
    *,
    files: Mapping[str, str],
    standing: Standing | None = None,
    dropped: int = 0,
) -> IndexEntry:
    """Make a report's line in the index from its bundles.

    Parameters
    ----------
    bundles : sequence of mapping
        The report's bundles.
    language : str
        ``"nl"`` or ``"en"``.
    href : str
        Where the report is.
    files : mapping of str to str
        Where its other files are, by kind.
    standing : Standing, optional
        How it stands.
    dropped : int
        How many outputs of notebooks were left out of it.

    Returns
    -------
    IndexEntry

    Raises
    ------
    WordingError, BundleError
        As :func:`evaluatie.report.compose`.
    """
    readers = [Reader(bundle, language) for bundle in bundles]
    about = bundles[0]["organisation"]
    found = headlines(bundles, language)
    return IndexEntry(
        str(about["id"]),
        str(about["name"]),
        href,
        standing,
        _measured(readers[0]),
        _response(readers),
        found[0] if found else "",
        tuple(_warnings(readers, dropped)),
        files,
        bool(about.get("synthetic")),
    )


def index_page(
    entries: Sequence[IndexEntry],
    language: str,
    *,
    synthesis: str | None = None,
    unmade: Sequence[tuple[str, str | None]] = (),
    other_language: tuple[str, str] | None = None,
) -> str:
    """Make the page that lists all reports.

    Parameters
    ----------
    entries : sequence of IndexEntry
        The reports, in the order of the page.
    language : str
        ``"nl"`` or ``"en"``.
    synthesis : str, optional
        Where the page is that takes the organisations together.
    unmade : sequence of (str, str or None)
        Ids of organisations without a report, each with what made the last run fail; None where none was tried.
    other_language : tuple of str, optional
        Where the same page is in the other language, and which that is.

    Returns
    -------
    str
        One self-contained HTML page.
    """
    wording = load_wording(language)
    key = {0: "page.empty", 1: "index.intro_one"}.get(len(entries), "index.intro")
    return render(
        "index.html",
        wording,
        style("page.css"),
        title=wording.text("index.title"),
        other=_other(other_language),
        intro=wording.text(key, number=str(len(entries))),
        synthesis=synthesis,
        columns=[
            (name, wording.text(f"index.column.{name}"))
            for name in ("organisation", "state", "measured", "response", "verdict", "warnings", "files")
        ],
        entries=[(entry, _state(entry.standing, wording), list(_links(entry, wording))) for entry in entries],
        unmade=[(id_, _unmade(why, wording)) for id_, why in unmade],
        software=wording.text("page.software", version=version("evaluatie")),
    )


def _other(other: tuple[str, str] | None) -> dict[str, str] | None:
    if other is None:
        return None
    wording = load_wording(other[1])
    text = wording.text("protection.other_language", language=wording.text("page.language_name"))
    return {"href": other[0], "language": other[1], "text": text}


def _state(standing: Standing | None, wording: Wording) -> str:
    if standing is None:
        return wording.text("index.state.unchecked")
    kinds = wording.text("list.and").join(wording.text(f"index.kind.{kind}") for kind in standing.changed)
    why = _why(standing.why, wording)
    return wording.text(f"index.state.{standing.state}", kinds=kinds, why=why)


def _unmade(why: str | None, wording: Wording) -> str:
    return wording.text("index.never") if why is None else wording.text("index.failed", why=_why(why, wording))


def _why(why: str | None, wording: Wording) -> str:
    key = f"index.why.{why}"
    return wording.text(key if key in wording.texts else "index.why.section")


def _links(entry: IndexEntry, wording: Wording) -> Iterator[tuple[str, str]]:
    files = entry.files or {}
    yield from ((files[kind], wording.text(f"index.file.{kind}")) for kind in FILES if kind in files)


def _measured(reader: Reader) -> str:
    last = reader.bundle["waves"][-1]
    name = reader.label("wave", last["id"])
    if last["date"] is None:
        return reader.wording.text("index.measured_undated", wave=name)
    return reader.wording.text("index.measured", wave=name, date=reader.numerals.date(last["date"]))


def _response(readers: Sequence[Reader]) -> str:
    """Say who answered at the last wave, as it was released: what is hidden stays hidden."""
    say = readers[0].wording.text
    reader = next((one for one in readers if one.section == "response"), None)
    if reader is None:
        return say("index.no_response")
    place = f"response.{reader.bundle['waves'][-1]['id']}"
    parts = {"respondents": "count", "invited": "count", "rate": "percent"}
    terms = {"respondents": "count", "invited": "count", "rate": "proportion"}
    known = {name: f"{place}/{name}.{term}" for name, term in terms.items()}
    shown = {
        name: reader.shown({"ref": id_, "show": parts[name]})
        for name, id_ in known.items()
        if id_ in reader.bundle["numbers"]
    }
    texts = {name: one.text for name, one in shown.items() if one.state == "shown"}
    if len(texts) == len(terms):
        return say("index.response", **texts)
    if "respondents" in texts:
        return say("index.response_only", **texts)
    hidden = any(one.state == "hidden" for one in shown.values())
    return say("hidden.cell" if hidden else "index.no_response")


def _warnings(readers: Sequence[Reader], dropped: int) -> Iterator[str]:
    """Say what to bear in mind, with how many of each."""
    first = readers[0]
    say, count = first.wording.text, first.numerals.count
    numbers: list[Mapping[str, Any]] = [one for reader in readers for one in reader.bundle["numbers"].values()]
    if hidden := sum(one["suppressed"] is not None for one in numbers):
        yield say("index.warning.hidden", hidden=count(hidden), all=count(len(numbers)))
    keys = [key for role in ("headline", "main", "caveat") for key in _said(readers, role)]
    if differ := keys.count(_NOT_COMPARABLE):
        yield say("index.warning.not_comparable", n=count(differ))
    if deviations := sum(key.startswith(_DEVIATION) for key in keys):
        yield say("index.warning.deviations", n=count(deviations))
    if not first.bundle["plan"]["fixed_beforehand"]:
        yield say("index.warning.not_fixed")
    if caveats := [key for key in _said(readers, "caveat") if not key.startswith(_DEVIATION)]:
        kinds = [name for name, starts in _KINDS.items() if any(key.startswith(starts) for key in caveats)]
        about = say("list.and").join(say(f"index.about.{name}") for name in kinds)
        key = "index.warning.caveats_about" if kinds else "index.warning.caveats"
        yield say(key, n=count(len(caveats)), about=about)
    lines = privacy_entries(first.bundle, first.wording.language) if "privacy" in first.bundle else []
    if blank := sum(not line.text for line in lines):
        yield say("index.warning.privacy", n=count(blank))
    if dropped:
        yield say("index.warning.dropped", n=count(dropped))


def _said(readers: Sequence[Reader], role: str) -> list[str]:
    """Name the sentences of a role that a report says."""
    return [str(finding["key"]) for reader in readers for finding in said(reader, role)]
