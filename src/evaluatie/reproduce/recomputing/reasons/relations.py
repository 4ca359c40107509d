"""Slips between figures: what cannot go together, a cell copied from elsewhere, a star too many."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from evaluatie.reproduce.finding import Printed
from evaluatie.reproduce.finding.model import Quantity
from evaluatie.reproduce.recomputing.bench import Bench
from evaluatie.reproduce.recomputing.judged import Judged
from evaluatie.reproduce.recomputing.methods import METHODS
from evaluatie.reproduce.recomputing.reasons.candidate import Candidate, taken

_LEVELS = (".001", ".01", ".05", ".10")
_FEWEST_DIGITS = 2


def impossible(one: Judged, wanted: Quantity, bench: Bench) -> Iterator[Candidate]:
    """Tell that TLI lies above CFI: (1 - TLI)/(1 - CFI) is the ratio of the baseline's df to the model's, above 1.

    Parameters
    ----------
    one : Judged
        The figure.
    wanted : Quantity
        What it should be.
    bench : Bench
        The finding.

    Yields
    ------
    Candidate
    """
    if wanted.quantity not in ("tli", "cfi"):
        return
    other = "cfi" if wanted.quantity == "tli" else "tli"
    mate = _mate(wanted, other, bench)
    if mate is None:
        return
    tli, cfi = (one.printed, mate) if other == "cfi" else (mate, one.printed)
    if cfi.high < 1 and tli.low > cfi.high:
        yield Candidate(
            "tli_above_cfi", one.printed.value, {"tli": tli.text, "cfi": cfi.text}, certain=True, proof=True
        )


def _mate(wanted: Quantity, other: str, bench: Bench) -> Printed | None:
    """Give the other index of the same model: what the analysis is given, or a figure with the same chi-square."""
    finding = bench.finding
    choices = finding.analyses[wanted.analysis].choices
    figures = {figure.id: figure for figure in finding.figures}
    given = choices.get(other)
    if isinstance(given, str):
        held = finding.inputs.values.get(given, figures[given].printed if given in figures else None)
        return held if isinstance(held, Printed) else None
    for figure in finding.figures:
        if figure.of is not None and figure.of.quantity == other and _same_model(figure.of, wanted, bench):
            return figure.printed
    return None


def _same_model(mate: Quantity, wanted: Quantity, bench: Bench) -> bool:
    analyses = (bench.finding.analyses[of.analysis].choices for of in (mate, wanted))
    here, there = ((choices.get("chi2"), choices.get("df"), choices.get("model")) for choices in analyses)
    return here == there


def copied(one: Judged, wanted: Quantity, bench: Bench) -> Iterator[Candidate]:
    """Take what another figure of the same kind should be, or is printed as.

    Parameters
    ----------
    one : Judged
        The figure.
    wanted : Quantity
        What it should be.
    bench : Bench
        The finding.

    Yields
    ------
    Candidate
    """
    if len(one.printed.text.strip("<>= -+.0").replace(".", "")) < _FEWEST_DIGITS:
        return
    for mate in bench.finding.figures:
        if mate.id == one.id or mate.of is None or mate.of.quantity != wanted.quantity:
            continue
        told = {"names": mate.id, "nl": mate.label.nl, "en": mate.label.en}
        if mate.of.analysis == wanted.analysis and mate.of.term is not None:
            code, told = "other_term", {"names": mate.of.term}  # a row of the same table: told as such
        else:
            code = "copied"
            yield Candidate(code, bench.value(mate.of), told)
        if mate.printed.text == one.printed.text:
            yield Candidate(code, one.printed.value, told)


def elsewhere(wanted: Quantity, bench: Bench) -> Iterator[Candidate]:
    """Take the same number of the same term from another analysis, if no figure holds it: that is a copied one.

    Parameters
    ----------
    wanted : Quantity
        What the figure should be.
    bench : Bench
        The finding.

    Yields
    ------
    Candidate
    """
    finding = bench.finding
    held = [figure.of for figure in finding.figures]
    for name, analysis in finding.analyses.items():
        method, other = METHODS[analysis.method], wanted.model_copy(update={"analysis": name})
        known = method.known_terms(analysis.choices) or ()
        if wanted.quantity in method.gives_by_term and wanted.term in known and other not in held:
            yield replace(taken("other_analysis", other, bench, names=name), last=True)


def stars(one: Judged) -> Iterator[Candidate]:
    """Tell the level that p does reach, where it misses the printed one.

    Parameters
    ----------
    one : Judged
        A figure that is an inequality of a p value.

    Yields
    ------
    Candidate
    """
    if one.kind != "figure" or one.printed.relation not in ("<", "<=") or one.printed.value > 0.1:
        return
    for level in _LEVELS:
        reached = Printed(f"< {level}")
        if reached.value > one.printed.value and one.high < reached.value:
            # its value is one that the printed inequality allows: the slip is in the star, not in the number
            yield Candidate("star", one.printed.value / 2, {"names": level}, certain=True)
            return
