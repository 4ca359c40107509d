"""A finding, recomputed."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from evaluatie.amiss import refuse
from evaluatie.reproduce.finding import Finding, findings, read_finding
from evaluatie.reproduce.recomputing.bench import Bench
from evaluatie.reproduce.recomputing.checking import check_analyses
from evaluatie.reproduce.recomputing.datafiles import PUBLISHED
from evaluatie.reproduce.recomputing.judged import VERDICTS, Judged, Verdict
from evaluatie.reproduce.recomputing.judging import judge_claim, judge_figure
from evaluatie.reproduce.recomputing.reasons import with_reasons
from evaluatie.reproduce.recomputing.wording import reasons_in_words
from evaluatie.result import Estimate, Result

if TYPE_CHECKING:
    import pandas as pd

METHOD = (
    "Each figure recomputed from the finding's own inputs. With every rounded input anywhere between its limits the "
    "number ranges from low to high; a figure follows within rounding if that range holds a number printed so"
)
COLUMNS = ("id", "kind", "what", "printed", "recomputed", "shown", "low", "high", "verdict", "reason")


@dataclass(frozen=True)
class Recomputation(Result):
    """A finding with a verdict on each printed figure and each claim.

    Attributes
    ----------
    finding : Finding
        What was recomputed.
    judged : tuple of Judged
        Its figures in their order, then its claims.
    """

    finding: Finding = field(repr=False)
    judged: tuple[Judged, ...] = field(repr=False)

    @property
    def verdict(self) -> Verdict:
        """The worst verdict on a figure or a claim."""
        return max((one.verdict for one in self.judged), key=VERDICTS.index)

    @cached_property
    def table(self) -> pd.DataFrame:
        """One row per figure and claim.

        Columns ``id``; ``kind`` (figure or claim); ``what``; ``printed``; ``recomputed``, and the same as ``shown`` in
        the printed decimals; ``low`` and ``high``, between which it lies within rounding; ``verdict``; ``reason``.
        """
        return self.table_in("en")

    def table_in(self, language: str) -> pd.DataFrame:
        """Give the table with labels and reasons in a language.

        Parameters
        ----------
        language : {"nl", "en"}
            Which; verdicts stay in English, as they are compared.

        Returns
        -------
        DataFrame
            As :attr:`table`.
        """
        import pandas as pd

        rows = [
            (
                one.id, one.kind, getattr(one.label, language), one.printed.text, one.value,
                one.shown, one.low, one.high, one.verdict,
                reasons_in_words(one, language),
            )
            for one in self.judged
        ]  # fmt: skip
        return pd.DataFrame(rows, columns=list(COLUMNS))

    def __getitem__(self, which: str) -> Judged:
        """Give a figure or claim by its id."""
        for one in self.judged:
            if one.id == which:
                return one
        raise KeyError(which)

    def estimates(self) -> tuple[Estimate, ...]:
        """Give a row per figure and claim that could be recomputed; the limits are those of rounding, not of chance.

        Returns
        -------
        tuple of Estimate
            Terms are the ids.
        """
        return tuple(
            Estimate(one.id, one.value, ci_low=one.low, ci_high=one.high)
            for one in self.judged
            if one.value == one.value
        )

    def _repr_html_(self) -> str:
        html = self.table.drop(columns=["id", "kind", "recomputed"]).to_html(index=False, na_rep="", border=0)
        return f"<p>{self.finding.title.en}: {self.verdict}</p>{html}"


def recompute(finding: Finding | str | Path, *, folder: str | Path | None = None) -> Recomputation:
    """Recompute every figure of a finding, and judge its claims.

    Parameters
    ----------
    finding : Finding, str or Path
        A finding, the id of one that ships with evaluatie, or a file.
    folder : str or Path, optional
        Where the file of a :class:`Finding` is, if it has data sets beside it.

    Returns
    -------
    Recomputation

    Raises
    ------
    FindingError
        If the file cannot be used.
    InputError
        If its analyses cannot be done as they are written, with all that is wrong.
    LookupError
        If there is no such finding.

    Examples
    --------
    >>> found = recompute("hofhuis2016")
    >>> found["openness_inclusion"].verdict
    'does not follow'
    """
    if not isinstance(finding, Finding):
        finding, folder = _found(finding, folder)
    refuse(
        [
            f"{'.'.join(map(str, problem.path))}: {problem.message}; {problem.hint}"
            for problem in check_analyses(finding)
        ],
        finding.id,
    )
    bench = Bench(finding, None if folder is None else Path(folder))
    judged = [judge_figure(figure, bench) for figure in finding.figures]
    judged += [judge_claim(claim, bench) for claim in finding.claims]
    return Recomputation(METHOD, tuple(note.en for note in finding.notes), finding, with_reasons(judged, bench))


def _found(finding: str | Path, folder: str | Path | None) -> tuple[Finding, str | Path | None]:
    path = Path(finding)
    if path.suffix in (".yml", ".yaml") or path.is_file():
        return read_finding(path), folder or path.parent
    shipped = PUBLISHED / f"{finding}.yml"
    return (read_finding(shipped) if shipped.is_file() else findings()[str(finding)]), folder
