"""docs/flows.md: its lines run, its block of study.yml is one, and its figures are those of the code."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml

import evaluatie as ev
from evaluatie.flows import event_rate, opt_out_effect
from evaluatie.study.settings.staffing import Staff


@pytest.fixture(scope="module")
def page(root: Path) -> str:
    return (root / "docs" / "flows.md").read_text(encoding="utf-8")


def test_the_lines_of_the_page_run(page: str) -> None:
    first = re.findall(r"```python\n(.*?)```", page, re.DOTALL)[0]
    found: dict[str, object] = {}
    exec(first, found)  # noqa: S102 - our own page
    assert isinstance(found["found"], ev.flows.FlowRates)


def test_the_blocks_of_study_yml_are_one(page: str) -> None:
    files, aims = (yaml.safe_load(block)["staff"] for block in re.findall(r"```yaml\n(.*?)```", page, re.DOTALL))
    staff = Staff.model_validate(files | aims)
    assert staff.ladder == ("6", "7", "8", "9")
    assert staff.selection is not None
    assert list(staff.selection.stages) == ["letter", "interview", "offer"]


def test_every_function_that_the_page_names_is_there(page: str) -> None:
    named = set(re.findall(r"`(?:ev\.)?([a-z_]+)\(?[^`]*`", page))
    named |= set(re.findall(r"`([a-z_]+)`", page))
    functions = {name for name in ev.flows.__all__ if name.islower()}
    # what only makes or reads one number needs no line of its own
    assert functions - named <= {"event_rate", "rate_ratio", "compare_barometers", "opt_out_effect", "settle_careers",
                                 "split_time", "transitions_from_counts", "forecast_inputs",
                                 "flow_rates_of"}  # fmt: skip


def test_figures_of_the_page_are_those_of_the_code() -> None:
    rate = event_rate(18, 240.5)
    assert (round(rate.rate, 4), round(rate.ci_low, 4), round(rate.ci_high, 4)) == (0.0748, 0.0444, 0.1183)
    bounds = opt_out_effect({"nederlands": 380, "westers": 60, "niet-westers": 60}, 25)
    assert [round(100 * share) for share in (bounds.shares[2], bounds.low[2], bounds.high[2])] == [12, 7, 13]
