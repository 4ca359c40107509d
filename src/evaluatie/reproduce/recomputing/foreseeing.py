"""What can be foreseen of a recomputation, and is good to know before a finding is shared."""

from __future__ import annotations

from collections.abc import Iterator

from evaluatie.amiss import listed
from evaluatie.reproduce.finding import Finding, Printed
from evaluatie.reproduce.recomputing.checking import quantities_of
from evaluatie.reproduce.recomputing.lacking import lacking
from evaluatie.reproduce.recomputing.methods import METHODS
from evaluatie.reproduce.recomputing.sources import NumberSource

_PARTS = {"sd": "standard deviations", "mean": "means"}


def foreseen(finding: Finding) -> tuple[str, ...]:
    """Tell what cannot be recomputed since a table lacks it, and which whole numbers are taken as exact or rounded.

    Parameters
    ----------
    finding : Finding
        That :func:`evaluatie.reproduce.recomputing.checking.check_analyses` has nothing against.

    Returns
    -------
    tuple of str
        Sentences.

    Examples
    --------
    >>> from evaluatie.reproduce.finding import findings
    >>> foreseen(findings()["cbs_optout"])
    ()
    """
    return (*_lacking(finding), *_whole(finding))


def _lacking(finding: Finding) -> Iterator[str]:
    held: dict[tuple[str, str], list[str]] = {}
    for path, wanted in quantities_of(finding):
        if (lacks := lacking(finding, wanted)) is not None:
            table = str(finding.analyses[wanted.analysis].choices["table"])
            what = f"{wanted.quantity} of {wanted.term}" if wanted.term else wanted.quantity
            named = finding.figures[int(path[1])].id if path[0] == "figures" else what
            held.setdefault((table, lacks), []).append(named)
    for (table, part), all_named in held.items():
        names = listed(list(dict.fromkeys(all_named)), 10)
        yield (
            f"Table {table} prints no {_PARTS[part]}, so that these cannot be recomputed: {names}. Add {part}: to the "
            f"table if the paper prints them."
        )


def _whole(finding: Finding) -> Iterator[str]:
    """Tell of whole numbers that formulas use: figures are exact unless the file says otherwise, values are rounded."""
    used = {
        source.name
        for analysis in finding.analyses.values()
        for source in METHODS[analysis.method].sources(analysis.choices, finding)
        if isinstance(source, NumberSource)
    }
    if exact := [figure.id for figure in finding.figures if figure.id in used and figure.exact]:
        yield (
            f"Whole numbers in a formula are exact counts: {listed(exact)}. Write rounded: true with a figure that was "
            "rounded, such as a percentage."
        )
    values = finding.inputs.values.items()
    whole = [name for name, held in values if name in used and isinstance(held, Printed) and held.decimals == 0]
    if whole:
        yield (f"Whole numbers under values are taken as rounded: {listed(whole)}. Exact counts go under counts.")
