"""Other organisations than the sample one: what a bundle may also hold."""

from __future__ import annotations

from typing import Any

LONG = {"nl": "affectieve betrokkenheid bij de organisatie", "en": "affective commitment to the organisation"}


def rich_change(bundle: dict[str, Any]) -> dict[str, Any]:
    """A change section with two estimates per outcome, a hidden row, another scale, a long name, no bound, a danger."""
    figure = bundle["displays"][0]
    bundle["labels"]["outcome"]["commit"] = LONG
    bundle["outcomes"]["commit"]["direction"] = "lower"
    bundle["outcomes"]["ready"].update(low=1, high=7)
    bundle["organisation"]["name"] = "<script>alert('x')</script> & {first} “Co”"
    rows = []
    for row in figure["rows"]:
        change, bound = row["cells"]
        rows.append({"head": [*row["head"], {"word": "estimator.everyone"}], "cells": [change, bound]})
        linked = {**change, "ref": change["ref"].replace("everyone", "linked")}
        rows.append({"head": [*row["head"], {"word": "estimator.linked"}], "cells": [linked, None]})
    bundle["displays"].insert(1, {**figure, "id": "figure-two", "rows": rows})
    hide(bundle, figure["rows"][2]["cells"][0]["ref"])
    return bundle


def hide(bundle: dict[str, Any], id_: str, reason: str = "small") -> None:
    """Hide a number as a release does."""
    number = bundle["numbers"][id_]
    number.update(
        dict.fromkeys(("estimate", "se", "statistic", "df", "p", "ci_low", "ci_high", "n")), suppressed=reason
    )


def inconclusive_trio(bundle: dict[str, Any]) -> dict[str, Any]:
    """Three headlines in the longest wording there is."""
    bundle["labels"]["outcome"]["jobsat"] = LONG
    for finding in bundle["findings"]:
        if finding["role"] == "headline":
            detectable = finding["slots"]["bound"]
            finding.update(key="change.verdict.inconclusive", slots={**finding["slots"], "detectable": detectable})
    return bundle
