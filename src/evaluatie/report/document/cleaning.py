"""Signs that neither XML nor a PDF may hold: a name that was read from a file can have them."""

from __future__ import annotations

from dataclasses import fields, is_dataclass, replace
from typing import Any, TypeVar

_T = TypeVar("_T")
# what controls a printer or a terminal, but for the white space among it; and what is no letter at all
_CODES = (*range(0x09), 0x0B, 0x0C, *range(0x0E, 0x20), *range(0x7F, 0xA0), *range(0xD800, 0xE000), 0xFFFE, 0xFFFF)
_LEFT_OUT = dict.fromkeys(_CODES)


def cleaned(part: _T) -> _T:
    r"""Leave such signs out of all texts of a block or document.

    Parameters
    ----------
    part : object
        A text, a tuple, or a dataclass of these; anything else stays as it is.

    Returns
    -------
    object
        Of the same kind.

    Examples
    --------
    >>> cleaned(("team\x07 A", 3))
    ('team A', 3)
    """
    return _cleaned(part)  # type: ignore[no-any-return]


def _cleaned(part: Any) -> Any:
    match part:
        case str():
            return part.translate(_LEFT_OUT)
        case tuple():
            return tuple(map(_cleaned, part))
        case _ if is_dataclass(part) and not isinstance(part, type):
            return replace(part, **{one.name: _cleaned(getattr(part, one.name)) for one in fields(part)})
        case _:
            return part
