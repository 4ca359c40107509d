"""What the numbers about interventions are called; whoever only reads these names waits for no numeric room."""

from __future__ import annotations

#: the section
NAME = "interventions"
#: what is counted: the outcome of its cells in the release plan
REACH = "interventions"
#: an intervention at one of its levels
AT = "@"


def reach_key(intervention: str, levels: str) -> str:
    """Name the reach of an intervention, with the levels at which it acts: whoever adds levels up must know them.

    Parameters
    ----------
    intervention : str
        Its id.
    levels : str
        Its levels, with commas between them.

    Examples
    --------
    >>> reach_key("awareness-training", "hr, manager")
    'all/reach/hr+manager~awareness-training'
    """
    return f"all/reach/{levels.replace(', ', '+')}~{intervention}"


def levels_of(name: str) -> tuple[str, tuple[str, ...]]:
    """Read the last part of such a key: the intervention and its levels.

    Examples
    --------
    >>> levels_of("hr+manager~awareness-training")
    ('awareness-training', ('hr', 'manager'))
    """
    levels, _, intervention = name.partition("~")
    return intervention, tuple(levels.split("+"))


def told_id(frame: str, row: int, column: str) -> str:
    """Give the id of a text of the study.

    Examples
    --------
    >>> told_id("theory", 0, "problem")
    'theory.0.problem'
    """
    return f"{frame}.{row}.{column}"
