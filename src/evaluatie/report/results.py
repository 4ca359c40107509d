"""results.json: every number of a report with its method, interval and n, and what a synthesis must know of it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from evaluatie.disclosure.released import rounded
from evaluatie.report.reading import Bundle, BundleError
from evaluatie.resultsfile import CHECKSUM, SCHEMA, checksum_of

#: what a synthesis must know of the plan; the rest of it stands on the page
_PLAN = ("primary", "secondary", "smallest_effect", "estimator", "fixed_beforehand")
SYNTHESIS_SCHEMA = "evaluatie/synthesis/1"


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
        null, and ``suppressed`` says why; ``checksum`` shows whether anything was changed. Of an organisation, what
        stands before the numbers is all that a synthesis of several needs beside them.

    Raises
    ------
    BundleError
        When there are no bundles.
    """
    if not bundles:
        raise BundleError("a report needs at least one section; none was released")
    first = bundles[0]
    head = _of_synthesis(first) if "organisations" in first else _of_organisation(first, bundles)
    results = [row for bundle in bundles for row in _rows(bundle)]
    head = {"schema": head["schema"], CHECKSUM: checksum_of({**head, "results": results}), **head}
    written = "".join(f" {_written(key)}: {_written(value)},\n" for key, value in head.items())
    rows = ",\n  ".join(map(_written, results))
    return f'{{\n{written} "results": [\n  {rows}\n ]\n}}\n'.encode()


def _of_organisation(first: Bundle, bundles: Sequence[Bundle]) -> dict[str, Any]:
    names = ("id", "name", "synthetic", "sector", "headcount")
    return {
        "schema": SCHEMA,
        "organisation": {name: first["organisation"][name] for name in names},
        "language": first["language"],
        "policy": first["policy"],
        "waves": first["waves"],
        "linking": first["linking"],
        "plan": {name: first["plan"][name] for name in _PLAN},
        "outcomes": {
            id_: {"label": first["labels"]["outcome"][id_], **outcome, "not_comparable": _not_comparable(id_, bundles)}
            for id_, outcome in first["outcomes"].items()
        },
    }


def _of_synthesis(first: Bundle) -> dict[str, Any]:
    return {
        "schema": SYNTHESIS_SCHEMA,
        "organisations": first["organisations"],
        "language": first["language"],
        "policy": first["policy"],
        "outcomes": {
            id_: {"label": first["labels"]["outcome"][id_], **outcome} for id_, outcome in first["outcomes"].items()
        },
    }


def _not_comparable(outcome: str, bundles: Sequence[Bundle]) -> list[list[str]]:
    """List the pairs of waves of which the report says that an outcome's questions do not mean the same."""
    said = (
        finding["slots"]
        for bundle in bundles
        for finding in bundle["findings"]
        if finding["key"] == "meaning.waves.not"
    )
    return [[_named(slots, "first"), _named(slots, "last")] for slots in said if _named(slots, "outcome") == outcome]


def _named(slots: Mapping[str, Any], name: str) -> str:
    return str(slots[name]["label"][1])


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
