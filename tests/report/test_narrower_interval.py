"""A change called practically unchanged by its 90% interval, while the 95% one that is drawn sticks out of the band."""

from __future__ import annotations

from typing import Any

import pytest

from evaluatie.report.picture import dots
from evaluatie.report.reading import Reader

SAID = {"nl": "daarvoor telt het 90%-interval", "en": "for that the 90% interval counts"}
BOUND = 0.2
#: the 95% and the 90% interval, and whether the line alone would tell otherwise
CASES = [
    ((-0.23, 0.13), (-0.19, 0.09), True),  # sticks out below
    ((-0.13, 0.23), (-0.09, 0.19), True),
    ((-0.19, 0.13), (-0.16, 0.10), False),  # wholly within
    ((-0.33, 0.13), (-0.29, 0.09), False),  # not practically unchanged
]


@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize("kind", [dots.change, dots.overview])
@pytest.mark.parametrize(("wide", "narrow", "said"), CASES)
def test_it_is_said_only_where_the_drawn_line_would_tell_otherwise(
    change: dict[str, Any], language: str, kind: Any, wide: Any, narrow: Any, said: bool
) -> None:
    figure = next(one for one in change["displays"] if one["type"] == "figure" and one["kind"] == "change")
    row = figure["rows"][0]
    id_, bound = row["cells"][0]["ref"], row["cells"][1]["ref"]
    numbers = change["numbers"]
    numbers[id_] |= {"ci_low": wide[0], "ci_high": wide[1], "estimate": sum(wide) / 2, "suppressed": None}
    numbers[bound] |= {"estimate": BOUND, "suppressed": None}
    of_narrow = id_.removesuffix(".mean_change") + ".equivalence"
    numbers[of_narrow] = numbers[id_] | {"term": "equivalence", "ci_low": narrow[0], "ci_high": narrow[1]}
    one_row = {**figure, "rows": [row]}

    def notes() -> str:
        return " ".join(kind(one_row, Reader(change, language)).notes)

    assert (SAID[language] in notes()) == said
    # of what the policy hides nothing is said
    numbers[of_narrow] |= dict.fromkeys(("estimate", "ci_low", "ci_high")) | {"suppressed": "small"}
    assert SAID[language] not in notes()
