"""Laws that hold of public functions whatever their data, and junk that none of them may stumble over.

`EVALUATIE_EXAMPLES=200 pytest tests/hostile/test_properties.py` tries more than the suite does.
"""

from __future__ import annotations

import copy
import inspect
import os
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import evaluatie as ev
from evaluatie.study.problems import FilesError
from hostile.examples import Call, calls
from hostile.figures import alike, infinite, notes
from hostile.junk import is_data, junk, on_purpose
from hostile.laws import Law
from hostile.table import LAWS, WITHOUT

EXAMPLES = int(os.environ.get("EVALUATIE_EXAMPLES", "2"))
TRIES = settings(max_examples=EXAMPLES, derandomize=True, deadline=None, suppress_health_check=list(HealthCheck))
PUBLIC = {name: getattr(ev, name) for name in ev.__all__}
FUNCTIONS = tuple(
    name for name, known in PUBLIC.items()
    if callable(known) and not inspect.isclass(known) and not inspect.ismodule(known)
)  # fmt: skip
TRIED = tuple(name for name in FUNCTIONS if name not in WITHOUT)
PAIRS = [(name, law) for name, case in LAWS.items() for law in case.laws]


def _valid(name: str, data: st.DataObject) -> Call:
    case = LAWS.get(name)
    if case is not None and case.valid is not None:
        return Call(getattr(ev, name), data.draw(case.valid))
    return calls(name)[0]


def test_every_public_function_is_tried_or_says_why_not() -> None:
    assert set(LAWS) | set(WITHOUT) <= set(FUNCTIONS)
    assert not set(LAWS) & set(WITHOUT)
    assert not [name for name in TRIED if name not in LAWS and not calls(name)]
    assert all(WITHOUT.values())


@pytest.mark.parametrize(("name", "law"), PAIRS, ids=[f"{name}: {law.name}" for name, law in PAIRS])
def test_a_law_holds(name: str, law: Law) -> None:
    @TRIES
    @given(st.data())
    def holds(data: st.DataObject) -> None:
        call = _valid(name, data)
        before = call.again()
        after = call.again(**law.change(call.arguments, data))
        assert not (wrong := law.wrong(before, after)), wrong

    holds()


@pytest.mark.parametrize("name", TRIED)
def test_the_same_call_gives_the_same_and_changes_nothing(name: str) -> None:
    for call in calls(name)[:1]:
        kept = copy.deepcopy(call.arguments)
        first, again = call.again(), call.again()
        assert not alike(first, again, 0.0)
        assert not alike(kept, call.arguments, 0.0)


@pytest.mark.parametrize("name", TRIED)
def test_junk_is_refused_in_words_or_gives_no_infinite_figure(name: str) -> None:
    @TRIES
    @given(st.data())
    def survives(data: st.DataObject) -> None:
        call = data.draw(st.sampled_from(calls(name)), label="call")
        known = sorted(name for name, value in call.arguments.items() if is_data(value))
        if not known:
            return
        argument = data.draw(st.sampled_from(known), label="argument")
        value = data.draw(junk(call.arguments[argument]), label="junk")
        found = _outcome(call, argument, value)
        assert not infinite(found) or notes(found)

    survives()


def _outcome(call: Call, argument: str, value: Any) -> Any:
    """Give what comes of a call; nothing where it was refused: in words, or by Python as of a wrong type."""
    try:
        return call.again(**{argument: value})
    except (ValueError, TypeError, FilesError) as error:
        said = str(error)
    except Exception as error:
        if not on_purpose(error):
            raise
        said = str(error)
    assert len(said) > 10, said
    return None
