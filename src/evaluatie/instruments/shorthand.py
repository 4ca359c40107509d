"""What may be left out of a definition: it is filled in before the definition is read."""

from __future__ import annotations

from typing import Any

OWN = "Questionnaire of the study's own."
_LANGUAGES = ("nl", "en")


def written_out(document: dict[Any, Any]) -> dict[Any, Any]:
    """Write a short definition out in full; what is not understood stays as it is.

    ``items`` may be a number, or a list of what they are about; a name may be one text for both languages; a subscale
    may be the list of its items. Where nothing is said, no item is reversed, a score is the mean of the answered items
    if at least half were answered, and the instrument is the study's own.

    Parameters
    ----------
    document : dict
        As it stands in the file.

    Returns
    -------
    dict
        A new one.

    Examples
    --------
    >>> full = written_out({"id": "sfeer", "name": "Sfeer", "items": 5})
    >>> full["name"], full["items"][4], full["scoring"]
    ({'nl': 'Sfeer', 'en': 'Sfeer'}, {'number': 5}, {'rule': 'mean', 'total': True, 'minimum_answered': 3})
    """
    # a key without a value is a key that was left open
    full = {key: value for key, value in document.items() if value is not None}
    if "items" in full:
        full["items"] = _items(full["items"])
    if "name" in full:
        full["name"] = _name(full["name"])
    if isinstance(full.get("referent"), str):
        full["referent"] = {"id": full["referent"], **_name(full["referent"])}
    if isinstance(full.get("subscales"), dict):
        full["subscales"] = {key: _subscale(key, scale) for key, scale in full["subscales"].items()}
    if isinstance(full.get("source"), str):
        full["source"] = {"citation": full["source"]}
    full["scoring"] = _scoring(full.get("scoring", {}), full.get("items"))
    return {"administration": OWN, "source": {"citation": OWN}, "reversed": [], **full}


def _name(value: Any) -> Any:
    return dict.fromkeys(_LANGUAGES, value) if isinstance(value, str) else value


def _items(value: Any) -> Any:
    if isinstance(value, int) and not isinstance(value, bool) and 0 < value <= 1000:
        return [{"number": number} for number in range(1, value + 1)]
    if isinstance(value, list):
        return [_item(number, part) for number, part in enumerate(value, start=1)]
    return value


def _item(number: int, part: Any) -> Any:
    if isinstance(part, str):
        return {"number": number, "content": part}
    return {"number": number, **part} if isinstance(part, dict) else part


def _subscale(key: Any, scale: Any) -> Any:
    full = {"items": scale} if isinstance(scale, list) else scale
    if not isinstance(full, dict):
        return scale
    name = _name(full.get("name", str(key)))
    return {"id": key, "minimum_answered": _half(full.get("items")), **full, "name": name}


def _scoring(given: Any, items: Any) -> Any:
    if not isinstance(given, dict):
        return given
    full = {"rule": "mean", "total": True, **given}
    if full["total"] is True:
        full.setdefault("minimum_answered", _half(items))
    return full


def _half(items: Any) -> int:
    return (len(items) + 1) // 2 if isinstance(items, list) and items else 1
