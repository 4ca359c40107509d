"""The page that tells what changed between two versions of a report: in words first, then every figure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from typing import TYPE_CHECKING

from markupsafe import Markup

from evaluatie.report.plain import PlainColumn, PlainTable
from evaluatie.report.rendering import render, style
from evaluatie.report.versions.comparing import Comparison, VerdictPair
from evaluatie.report.versions.figures import Number, Pair
from evaluatie.report.versions.inputs import Inputs
from evaluatie.report.versions.told import input_rows, setting_row
from evaluatie.report.versions.words import Labels, Words
from evaluatie.report.wording import capitalise, load_wording

if TYPE_CHECKING:
    from evaluatie.evaluation.released_verdicts import ReleasedVerdict

_COUNTS = ("changed", "slight", "same", "otherwise", "new", "gone")
_COUNTS_AT = range(1, len(_COUNTS) + 1)
#: verdicts with a word of their own on the report's page
_NO_WORD = frozenset({"none", "hidden", "asked_otherwise"})


@dataclass(frozen=True)
class _Listed:
    """A table that is open or can be opened: a heading, a sentence, and the table."""

    title: str
    table: PlainTable


def changed_page(
    comparison: Comparison,
    language: str,
    *,
    inputs: Inputs | None = None,
    labels: tuple[Labels, Labels] | None = None,
    other_language: tuple[str, str] | None = None,
) -> str:
    """Make the page that tells what changed between two versions of a report.

    Parameters
    ----------
    comparison : Comparison
        What differs.
    language : str
        ``"nl"`` or ``"en"``.
    inputs : Inputs, optional
        What the versions were made from; without it the page says that this is not known.
    labels : tuple of two mapping, optional
        Names of groups that bundles of the version before and of the one now hold.
    other_language : tuple of str, optional
        Where the same page is in the other language, and which that is.

    Returns
    -------
    str
        One self-contained HTML page; the same two versions give the same bytes.

    Raises
    ------
    WordingError, BundleError
        A file holds something that cannot be put in words.
    """
    page = _Changed(comparison, language, inputs, labels or ({}, {}))
    return render(
        "changed.html",
        page.now.wording,
        style("page.css"),
        title=page.say("changed.title", organisation=str(comparison.now["organisation"]["name"])),
        other=_other(other_language),
        synthetic=bool(comparison.now["organisation"]["synthetic"]),
        differ=comparison.differ,
        examined=inputs is not None,  # both were made here, and so were both registered
        opening=list(page.opening()),
        made_from=list(page.made_from()),
        verdicts=page.verdicts(),
        counts=page.counts(),
        figures=list(page.changed()),
        otherwise=page.otherwise(),
        one_only=list(page.one_only()),
        settings=page.settings(),
        software=page.say("page.software", version=version("evaluatie")),
    )


def _other(other: tuple[str, str] | None) -> dict[str, str] | None:
    if other is None:
        return None
    href, language = other
    wording = load_wording(language)
    text = wording.text("protection.other_language", language=wording.text("page.language_name"))
    return {"href": href, "language": language, "text": text}


class _Changed:
    """Sentences and tables of one comparison in one language."""

    def __init__(
        self, comparison: Comparison, language: str, inputs: Inputs | None, labels: tuple[Labels, Labels]
    ) -> None:
        self._found, self._inputs = comparison, inputs
        self.before = Words(comparison.before, language, labels[0])
        self.now = Words(comparison.now, language, labels[1])
        self.say, self._html = self.now.wording.text, self.now.wording.html
        self._count = self.now.reader.numerals.count

    def opening(self) -> Iterator[Markup]:
        """Say in a few sentences what changed; that nothing did in one."""
        figures, verdicts = self._found.figures, self._found.verdicts
        numbers = {name: self._count(len(getattr(figures, name))) for name in _COUNTS}
        if not self._found.differ:
            yield self._html("changed.nothing", n=numbers["same"], verdicts=self._count(len(verdicts)))
            return
        first = self._found.now["plan"]["primary"]
        differing = sorted((pair for pair in verdicts if pair.changed), key=lambda pair: pair.outcome not in first)
        yield from (self._verdict(pair) for pair in differing)
        if verdicts:
            left = self._count(len(verdicts) - len(differing))
            yield self._html("changed.verdicts_same", same=left, all=self._count(len(verdicts)))
        both = len(figures.changed) + len(figures.slight) + len(figures.same) + len(figures.otherwise)
        yield self._html("changed.figures", both=self._count(both), **numbers)
        if figures.otherwise:
            yield self._html("changed.otherwise", n=numbers["otherwise"])
        if figures.new or figures.gone:
            yield self._html("changed.one_only", new=numbers["new"], gone=numbers["gone"])
        key = "changed.settings" if self._found.settings else "changed.settings_same"
        yield self._html(key, n=self._count(len(self._found.settings)))

    def _verdict(self, pair: VerdictPair) -> Markup:
        words = self._words_of(pair)
        before, change_before = self._judged(pair.before, self.before)
        now, change_now = self._judged(pair.now, self.now)
        return self._html(
            "changed.verdict", outcome=words.outcome({"outcome": pair.outcome}),
            first=words.wave(pair.waves[0]), last=words.wave(pair.waves[1]),
            before=before, change_before=change_before, now=now, change_now=change_now,
        )  # fmt: skip

    def made_from(self) -> Iterator[PlainTable | str]:
        """Say what the versions were made from, where that is known."""
        if self._inputs is None:
            yield self.say("changed.inputs_unknown")
        elif not self._inputs.differ:
            yield self.say("changed.inputs_same")
        else:
            yield self._table("inputs", ("input", "which"), input_rows(self._inputs, self.now))

    def verdicts(self) -> PlainTable | str:
        """Show every verdict of both versions, with what it rests upon."""
        if not self._found.verdicts:
            return self.say("changed.no_verdicts")
        columns = ("outcome", "waves", "verdict_before", "change_before", "verdict_now", "change_now", "verdict_same")
        return self._table("verdicts", columns, map(self._verdict_row, self._found.verdicts))

    def _verdict_row(self, pair: VerdictPair) -> tuple[str, ...]:
        about, words = {"outcome": pair.outcome, "waves": pair.waves}, self._words_of(pair)
        before, now = self._judged(pair.before, self.before), self._judged(pair.now, self.now)
        other = self.say("changed.yes" if pair.changed else "changed.no")
        return capitalise(words.outcome(about)), words.waves(about), *before, *now, other

    def _words_of(self, pair: VerdictPair) -> Words:
        return self.now if pair.outcome in self._found.now["outcomes"] else self.before

    def _judged(self, told: ReleasedVerdict | None, words: Words) -> tuple[str, str]:
        """Give a verdict's word, and the change that it rests upon."""
        if told is None:
            return self.say("changed.verdict.missing"), self.say("changed.no_figure")
        word = self.say(f"changed.verdict.{told.word}" if told.word in _NO_WORD else f"verdict.{told.word}")
        if told.number is None:
            return word, self.say("changed.no_figure")
        people = "" if told.number["n"] is None else self.say("changed.people", n=words.n(told.number))
        return word, f"{words.value(told.number)}{people}"

    def counts(self) -> PlainTable:
        """Count the figures of every section."""
        by_section = {name: Counter(map(_section, getattr(self._found.figures, name))) for name in _COUNTS}
        rows = [
            (self._title(section), *(self._count(by_section[name][section]) for name in _COUNTS))
            for section in self._sections()
        ]
        return self._table("counts", ("section", *(f"count_{name}" for name in _COUNTS)), rows, numeric=_COUNTS_AT)

    def changed(self) -> Iterator[_Listed]:
        """List the figures that are printed differently, by section."""
        values = ("before", "now", "difference", "n_before", "n_now")
        columns = ("outcome", "group", "waves", "what", *values, "method", "id")
        for place, section in enumerate(self._sections()):
            own = [one for one in self._found.figures.changed if _section(one) == section]
            if own:
                table = self._table(
                    f"section-{place}", columns, map(self._row, own), caption="section",
                    numeric=range(4, 9), section=self._title(section),
                )  # fmt: skip
                yield _Listed(self.say("changed.listed", section=self._title(section), n=self._count(len(own))), table)

    def _row(self, figure: Pair) -> tuple[str, ...]:
        before, now = figure.before, figure.now
        one, other = self.before.method(before), self.now.method(now)
        method = other if one == other else self.say("changed.became", before=one, now=other)
        difference = self.now.difference(str(now["term"]), figure.difference)
        values = self.before.value(before), self.now.value(now), difference
        return *self._about(now, self.now), *values, self.before.n(before), self.now.n(now), method, str(now["id"])

    def otherwise(self) -> PlainTable | None:
        """List the figures that were hidden or came to be shown, with the reason."""
        columns = ("outcome", "group", "waves", "what", "before", "now", "section", "id")
        rows = [
            (
                *self._about(one.now, self.now),
                self.before.value(one.before),
                self.now.value(one.now),
                *self._place(one.now),
            )
            for one in self._found.figures.otherwise
        ]
        return self._table("otherwise", columns, rows) if rows else None

    def one_only(self) -> Iterator[_Listed]:
        """List the figures that one of the versions has."""
        columns = ("outcome", "group", "waves", "what", "value", "n", "section", "id")
        for name, words in (("new", self.now), ("gone", self.before)):
            numbers: tuple[Number, ...] = getattr(self._found.figures, name)
            rows = [(*self._about(one, words), words.value(one), words.n(one), *self._place(one)) for one in numbers]
            if rows:
                title = self.say(f"changed.listed_{name}", n=self._count(len(rows)))
                yield _Listed(title, self._table(name, columns, rows, numeric=(4, 5)))

    def settings(self) -> PlainTable | None:
        """List what differs before any figure."""
        rows = [setting_row(one, self.before, self.now) for one in self._found.settings]
        return self._table("settings", ("setting", "before", "now"), rows) if rows else None

    def _about(self, number: Number, words: Words) -> tuple[str, ...]:
        return capitalise(words.outcome(number)), words.group(number), words.waves(number), words.what(number)

    def _place(self, number: Number) -> tuple[str, str]:
        return self._title(str(number["section"])), str(number["id"])

    def _sections(self) -> list[str]:
        """Name the sections of both versions, in the order of the one now."""
        rows = (*self._found.now["results"], *self._found.before["results"])
        return list(dict.fromkeys(str(row["section"]) for row in rows))

    def _title(self, section: str) -> str:
        return self.now.section(section)

    def _table(
        self,
        name: str,
        columns: Sequence[str],
        rows: Iterable[tuple[str, ...]],
        *,
        caption: str = "",
        numeric: Iterable[int] = (),
        **slots: str,
    ) -> PlainTable:
        at = frozenset(numeric)
        heads = tuple(
            PlainColumn(self.say(f"changed.column.{column}"), place in at) for place, column in enumerate(columns)
        )
        text = self.say(f"changed.table.{caption or name}", **slots)
        return PlainTable(f"changed-{name}", text, heads, tuple(rows))


def _section(figure: Pair | Number) -> str:
    number = figure.now if isinstance(figure, Pair) else figure
    return str(number["section"])
