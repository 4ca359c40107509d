"""results.json: every number of a report with its method, interval and n."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any

from evaluatie.disclosure.released import rounded
from evaluatie.report.reading import Bundle, BundleError

SCHEMA = "evaluatie/results/1"


def results_json(bundles: Sequence[Bundle]) -> bytes:
    """Write every number of a report's bundles, shown or hidden, as results.json.

    Parameters
    ----------
    bundles : sequence of mapping
        The report's bundles; the sections keep their order, the numbers of a section stand in the order of their ids.

    Returns
    -------
    bytes
        UTF-8, a number on each line, with a newline at the end. Numbers have 10 significant digits. A hidden number is
        null, and ``suppressed`` says why.

    Raises
    ------
    BundleError
        When there are no bundles.
    """
    if not bundles:
        raise BundleError("a report needs at least one section; none was released")
    about = {key: bundles[0]["organisation"][key] for key in ("id", "name", "synthetic")}
    rows = ",\n  ".join(_written(row) for bundle in bundles for row in _rows(bundle))
    head = f' "schema": {_written(SCHEMA)},\n "organisation": {_written(about)},\n'
    return f'{{\n{head} "results": [\n  {rows}\n ]\n}}\n'.encode()


def _written(content: Any) -> str:
    return json.dumps(content, ensure_ascii=False, allow_nan=False)


def _rows(bundle: Bundle) -> Iterator[dict[str, Any]]:
    for id_, number in sorted(bundle["numbers"].items()):
        everyone = number["characteristic"] == "all"
        low, high = rounded(number["ci_low"]), rounded(number["ci_high"])
        yield {
            "id": id_,
            "section": bundle["section"],
            "outcome": number["outcome"],
            "group": "all" if everyone else f"{number['characteristic']}={number['level']}",
            "waves": list(number["waves"]),
            "method": number["method"],
            "term": number["term"],
            "estimate": rounded(number["estimate"]),
            "se": rounded(number["se"]),
            "interval": None if low is None or high is None else [low, high],
            "statistic": rounded(number["statistic"]),
            "df": rounded(number["df"]),
            "p": rounded(number["p"]),
            "n": number["n"],
            "suppressed": number["suppressed"],
        }
