"""Read an instrument's definition from YAML, naming everything that is wrong with it at once."""

from __future__ import annotations

import difflib
from collections.abc import Hashable
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError

from evaluatie.instruments.errors import InstrumentError, UnknownInstrumentError
from evaluatie.instruments.model import Instrument

DEFINITIONS = Path(__file__).parent / "definitions"


def list_instruments() -> tuple[str, ...]:
    """List the ids of the instruments that come with evaluatie.

    Returns
    -------
    tuple of str
        In alphabetical order.

    Examples
    --------
    >>> "pgis" in list_instruments()
    True
    """
    return tuple(sorted(path.stem for path in DEFINITIONS.glob("*.yaml")))


@cache
def instrument(id: str) -> Instrument:  # noqa: A002 - the word that users know
    """Give one of the instruments that come with evaluatie.

    Parameters
    ----------
    id : str
        Its id, see :func:`list_instruments`.

    Returns
    -------
    Instrument
        Immutable; the same object on every call.

    Raises
    ------
    UnknownInstrumentError
        A KeyError, if there is none of that id, with the likeliest one that was meant.

    Examples
    --------
    >>> pgis = instrument("pgis")
    >>> len(pgis.items), tuple(pgis.subscales), pgis.direction
    (16, ('belonging', 'authenticity'), 'higher')
    """
    known = list_instruments()
    if id not in known:
        close = difflib.get_close_matches(str(id).lower(), known, n=1, cutoff=0.5)
        meant = f" Did you mean {close[0]!r}?" if close else ""
        raise UnknownInstrumentError(f"There is no instrument {id!r}.{meant} There are: {', '.join(known)}.")
    return load_instrument(DEFINITIONS / f"{id}.yaml")


def load_instrument(path: str | Path) -> Instrument:
    """Read an instrument from its definition, for example one that a study adds.

    Parameters
    ----------
    path : str or Path
        A YAML file, shaped as those in ``evaluatie/instruments/definitions``.

    Returns
    -------
    Instrument
        Immutable.

    Raises
    ------
    InstrumentError
        If the file is not there, is no YAML, or does not describe an instrument; all problems at once.

    Examples
    --------
    >>> load_instrument(DEFINITIONS / "pgis.yaml").id
    'pgis'
    """
    path = Path(path)
    document = _read_yaml(path)
    if not isinstance(document, dict):
        raise InstrumentError(path.name, ["the file must hold keys and values, from id to verified"])
    try:
        return Instrument.model_validate(_with_scale_ids(document))
    except ValidationError as error:
        raise InstrumentError(path.name, [_in_words(problem) for problem in error.errors()]) from None


def _read_yaml(path: Path) -> Any:
    try:
        # the loader is yaml's safe one, with a refusal of doubled keys
        return yaml.load(path.read_text(encoding="utf-8"), _Loader)  # noqa: S506
    except OSError as error:
        raise InstrumentError(path.name, [f"it cannot be read: {error.strerror or error}"]) from None
    except UnicodeDecodeError:
        raise InstrumentError(path.name, ["it is not UTF-8 text"]) from None
    except yaml.YAMLError as error:
        raise InstrumentError(path.name, [f"it is no YAML: {error}"]) from None


def _with_scale_ids(document: dict[str, Any]) -> dict[str, Any]:
    # a subscale is written under its id; the id is said once
    subscales = document.get("subscales")
    if not isinstance(subscales, dict):
        return document
    named = {key: {"id": key, **scale} if isinstance(scale, dict) else scale for key, scale in subscales.items()}
    return {**document, "subscales": named}


def _in_words(problem: Any) -> str:
    where = ".".join(str(part) for part in problem["loc"])
    if problem["type"] == "extra_forbidden":
        return f"{where}: this key is not known"
    if problem["type"] == "missing":
        return f"{where}: this key is needed"
    message = str(problem["msg"]).removeprefix("Value error, ")
    return f"{where}: {message}" if where else message


class _Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]
    """Yaml's safe loader, refusing a key that is given twice."""

    def construct_mapping(self, node: Any, deep: bool = False) -> dict[Hashable, Any]:
        keys = [self.construct_object(key, deep=True) for key, _ in node.value]
        doubled = {str(key) for key in keys if keys.count(key) > 1}
        if doubled:
            raise yaml.constructor.ConstructorError(
                None, None, f"key given twice: {', '.join(sorted(doubled))}", node.start_mark
            )
        mapping: dict[Hashable, Any] = super().construct_mapping(node, deep=deep)
        return mapping
