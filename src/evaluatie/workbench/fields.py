"""What can be changed about a section to try it out: stricter thresholds, and parameters of its own notebook."""

from __future__ import annotations

import ast
import types
import typing
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from evaluatie.run.notebooks import PARAMETERS, read_notebook
from evaluatie.run.parameters import TIGHTEN, evaluated
from evaluatie.study.settings.arrangements import LARGEST_EFFECT

if TYPE_CHECKING:
    from evaluatie.disclosure.policy import DisclosurePolicy
    from evaluatie.study import Study

Kind = Literal["whole", "number", "share", "list", "text"]
Value = int | float | str | list[str]
_THRESHOLDS: dict[str, Kind] = {
    "minimum_group": "whole", "minimum_answers": "whole", "minimum_response": "share", "dominance": "share",
    "minimum_df": "whole",
}  # fmt: skip
_FIXED = frozenset({"organisation", TIGHTEN, "title_nl", "title_en"})
_MOST = 1000


@dataclass(frozen=True)
class Field:
    """Something that can be changed.

    Attributes
    ----------
    name : str
        A threshold of disclosure, or a parameter of the notebook.
    kind : str
        ``"whole"``, ``"number"``, ``"share"`` (from 0 to 1), ``"list"`` (of text) or ``"text"``.
    value : int, float, str or list of str
        As it is now.
    low, high : float
        Between which it must lie; of a threshold, one end is what holds for the study: it can only be made stricter.
    threshold : bool
        Whether it is a threshold of disclosure.
    options : tuple of str
        What a list may hold; nothing where anything.
    """

    name: str
    kind: Kind
    value: Value
    low: float = 0.0
    high: float = _MOST
    threshold: bool = False
    options: tuple[str, ...] = ()

    def asked(self, value: Value) -> dict[str, object]:
        """Give the parameters of a notebook that ask for a value.

        Examples
        --------
        >>> Field("minimum_group", "whole", 10, 10, threshold=True).asked(15)
        {'tighten': ['minimum_group=15']}
        >>> Field("groups", "list", []).asked(["gender"])
        {'groups': ['gender']}
        """
        return {TIGHTEN: [f"{self.name}={value!r}"]} if self.threshold else {self.name: value}


def fields_of(path: Path, study: Study, policy: DisclosurePolicy) -> tuple[Field, ...]:
    """List what can be changed about a section.

    Parameters
    ----------
    path : pathlib.Path
        Its notebook.
    study : Study
        Of the organisation.
    policy : DisclosurePolicy
        What holds for it.

    Returns
    -------
    tuple of Field
        The notebook's own parameters, then the thresholds if it takes these.

    Raises
    ------
    RunError
        The notebook cannot be read.
    """
    notebook, _ = read_notebook(path, {})
    source = next(cell.source for cell in notebook.cells if PARAMETERS in cell.metadata.get("tags", ()))
    own = dict(_declared(source))
    fields = [_own(name, *about, study) for name, about in own.items() if name not in _FIXED]
    known = [field for field in fields if field is not None]
    return (*known, *(_thresholds(policy) if TIGHTEN in own else ()))


def _thresholds(policy: DisclosurePolicy) -> Iterator[Field]:
    for name, kind in _THRESHOLDS.items():
        value = getattr(policy, name)
        low, high = (0.0, value) if name == "dominance" else (value, 1.0 if kind == "share" else _MOST)
        yield Field(name, kind, value, low, high, threshold=True)


def _declared(source: str) -> Iterator[tuple[str, tuple[object, object]]]:
    """Go through the parameters of a cell: type and value of each."""
    for statement in ast.parse(source).body:
        if isinstance(statement, ast.AnnAssign) and isinstance(statement.target, ast.Name) and statement.value:
            name = statement.target.id
            yield name, (evaluated({name: ast.unparse(statement.annotation)})[name], ast.literal_eval(statement.value))


def _own(name: str, annotation: object, value: typing.Any, study: Study) -> Field | None:
    """Make a field of a notebook's parameter; None where there is no way to ask for such a one here."""
    kind = _kind(annotation)
    if kind is None:
        return None
    if name == "smallest_effect":
        planned = study.config.plan.smallest_effect
        return Field(name, "number", planned if value is None else value, 0.01, LARGEST_EFFECT)
    options = {
        "outcomes": tuple(outcome.id for outcome in study.outcomes), "groups": tuple(study.config.groups)
    }.get(name, ()) if kind == "list" else ()  # fmt: skip
    empty: Mapping[Kind, Value] = {"list": [], "text": "", "whole": 0, "number": 0.0}
    return Field(name, kind, empty[kind] if value is None else value, options=options)


def _kind(annotation: object) -> Kind | None:
    kinds: dict[object, Kind] = {int: "whole", float: "number", str: "text", list[str]: "list", list: "list"}
    some = [one for one in typing.get_args(annotation) if one is not types.NoneType]
    union = typing.get_origin(annotation) in (types.UnionType, typing.Union)
    return kinds.get(some[0] if union and len(some) == 1 else annotation)
