"""The whole of a report, read from its sections' bundles: what its page and its documents show, in one language."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from evaluatie.report.account import Account, account
from evaluatie.report.authored import AuthoredTexts, authored_views
from evaluatie.report.glossary import Term, glossary
from evaluatie.report.lead import Lead, lead
from evaluatie.report.planned import PlanRow, plan_rows
from evaluatie.report.reading import Bundle, BundleError, Reader
from evaluatie.report.sections import Code, Numbering, SectionView, section
from evaluatie.report.suppressed import by_section, hidden_sum, policy_sentences
from evaluatie.report.wording import LANGUAGES, Wording, capitalise

_GUIDE = ("interval", "smallest", "verdicts", "detectable", "hidden")
_GUIDE_SYNTHESIS = ("interval", "smallest", "verdicts", "pooled", "spread", "next", "hidden")
_NAMED = 12  # more organisations are listed in their table only


@dataclass(frozen=True)
class WholeView:
    """A report.

    Attributes
    ----------
    title, waves : str
        Its title, and the line under it: which waves or which organisations.
    synthetic : bool
        Whether its data are made up.
    lead : Lead
        The report in brief.
    guide : tuple of Markup
        How to read it.
    sections : tuple of SectionView
        Its sections, their tables and figures numbered on.
    terms : tuple of Term
        Words that it uses, explained.
    account : Account
        The methods that it used, and the works cited.
    plan : tuple of PlanRow
        What was planned, and what was done otherwise.
    plan_place : str
        Where departures from the plan are told of; empty where there are none.
    policy : tuple of str
        By which thresholds numbers are hidden.
    log : tuple of dict
        ``section``, ``all``, ``rule`` and ``numbers``: what each rule left out of each section.
    total : str
        How many numbers are hidden.
    hidden : tuple of dict
        ``name``, ``reasons`` and ``numbers``: what is hidden per characteristic.
    dropped : tuple of str
        Names of the outputs that were left out.
    data, software : str
        Where the data are, and what made the report.
    """

    title: str
    waves: str
    synthetic: bool
    lead: Lead
    guide: tuple[Markup, ...]
    sections: tuple[SectionView, ...]
    terms: tuple[Term, ...]
    account: Account
    plan: tuple[PlanRow, ...]
    plan_place: str
    policy: tuple[str, ...]
    log: tuple[dict[str, str], ...]
    total: str
    hidden: tuple[dict[str, str], ...]
    dropped: tuple[str, ...]
    data: str
    software: str


def whole(
    readers: Sequence[Reader],
    *,
    dropped: Iterable[str] = (),
    texts: AuthoredTexts | None = None,
    code: Mapping[str, Code] | None = None,
) -> WholeView:
    """Read a report.

    Parameters
    ----------
    readers : sequence of Reader
        Its sections; see :func:`readers_of`.
    dropped : iterable of str, optional
        Names of the outputs that were left out.
    texts : AuthoredTexts, optional
        What the author wrote.
    code : mapping of str to Code, optional
        What made each section, by the section's name.

    Returns
    -------
    WholeView

    Raises
    ------
    WordingError, BundleError
        When a section uses a text or a number that there is not.
    """
    first, wording, numbering = readers[0], readers[0].wording, Numbering()
    together, codes = first.of_several, code or {}
    bundles = [reader.bundle for reader in readers]
    authored = {} if texts is None else authored_views(texts, bundles, first.language)
    sections = tuple(
        section(reader, numbering, authored.get(reader.section), codes.get(reader.section)) for reader in readers
    )
    return WholeView(
        title=first.title,
        waves=_under_title(readers),
        synthetic=first.bundle["organisation"]["synthetic"],
        lead=lead(readers, {language: _under_title(readers_of(bundles, language)) for language in LANGUAGES}),
        guide=tuple(wording.html(f"page.guide_{name}") for name in (_GUIDE_SYNTHESIS if together else _GUIDE)),
        sections=sections,
        terms=glossary(sections, wording),
        account=account(readers),
        plan=plan_rows(readers),
        plan_place=_plan_place(readers),
        policy=tuple(policy_sentences(first)),
        log=tuple(by_section(readers)),
        total=hidden_sum(readers),
        hidden=tuple(_hidden(readers)),
        dropped=tuple(dropped),
        data=wording.text("page.data_synthesis" if together else "page.data_text"),
        software=wording.text("page.software", version=str(first.bundle["package_version"])),
    )


def readers_of(bundles: Sequence[Bundle], language: str) -> list[Reader]:
    """Read the bundles of one report in a language.

    Parameters
    ----------
    bundles : sequence of mapping
        In the order of the page.
    language : str
        ``"nl"`` or ``"en"``.

    Returns
    -------
    list of Reader

    Raises
    ------
    BundleError
        When there are none, or they are not of one report.
    """
    readers = [Reader(bundle, language) for bundle in bundles]
    if not readers:
        raise BundleError("a report needs at least one section; none was released")
    organisations = sorted({str(bundle["organisation"]["id"]) for bundle in bundles})
    if len(organisations) > 1:
        raise BundleError(f"these sections are of different organisations: {', '.join(organisations)}")
    names = [reader.section for reader in readers]
    doubled = sorted({name for name in names if names.count(name) > 1})
    if doubled:
        raise BundleError(f"released more than once: section {', '.join(doubled)}")
    return readers


def wave_names(bundles: Sequence[Bundle], language: str) -> tuple[str, ...]:
    """Give the names of the waves that a report is about, in the order of time.

    Parameters
    ----------
    bundles : sequence of mapping
        The report's bundles.
    language : str
        ``"nl"`` or ``"en"``.

    Returns
    -------
    tuple of str
    """
    return _wave_names([Reader(bundle, language) for bundle in bundles])


def _wave_names(readers: Sequence[Reader]) -> tuple[str, ...]:
    order = [wave["id"] for reader in readers[:1] for wave in reader.bundle.get("waves", ())]
    names: dict[str, str] = {}
    for reader in readers:
        for finding in reader.bundle["findings"]:
            for slot in finding["slots"].values():
                if slot.get("label", ("",))[0] == "wave":
                    names.setdefault(slot["label"][1], reader.label(*slot["label"]))
    return tuple(names[id_] for id_ in order if id_ in names)


def waves_line(names: Sequence[str], wording: Wording) -> str:
    """Say in one line which waves there are; nothing where there are none."""
    if not names:
        return ""
    together = wording.text("list.and").join(filter(None, (", ".join(names[:-1]), names[-1])))
    return wording.text("page.waves" if len(names) > 1 else "page.wave", waves=together)


def _under_title(readers: Sequence[Reader]) -> str:
    """Give the line under the title: the organisations, or the waves of the one that it is about."""
    first = readers[0]
    return _organisations_line(first) if first.of_several else waves_line(_wave_names(readers), first.wording)


def _organisations_line(reader: Reader) -> str:
    names = [str(one["name"]) for one in reader.bundle["organisations"]]
    if not 0 < len(names) <= _NAMED:
        return ""
    return reader.wording.text("page.organisations", names="; ".join(names))


def _plan_place(readers: Sequence[Reader]) -> str:
    """Say where departures from the plan are told of, where there are any."""
    for reader in readers:
        if any(finding["key"].startswith("change.deviation.") for finding in reader.bundle["findings"]):
            return reader.wording.text("account.plan_place", section=reader.section_title)
    return ""


def _hidden(readers: Sequence[Reader]) -> list[dict[str, str]]:
    """Sum up what is hidden, over all sections, per characteristic."""
    reasons: dict[str, set[str]] = {}
    numbers: dict[str, int] = {}
    for reader in readers:
        for item in reader.bundle["hidden"]:
            reasons.setdefault(item["characteristic"], set()).update(item["reasons"])
            numbers[item["characteristic"]] = numbers.get(item["characteristic"], 0) + item["numbers"]
    first = readers[0]
    return [
        {
            "name": capitalise(first.label("characteristic", name)),
            "reasons": capitalise(first.reasons(reasons[name])) + ".",
            "numbers": first.numerals.count(numbers[name]),
        }
        for name in sorted(reasons)
    ]
