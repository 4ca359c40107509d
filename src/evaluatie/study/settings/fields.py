"""The kinds of values that study.yml is made of, each with its check and its name in the reference."""

from __future__ import annotations

import datetime
import re
import unicodedata
from dataclasses import dataclass
from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, StrictInt, ValidationInfo, model_validator
from pydantic_core import PydanticCustomError

from evaluatie.study.codes import code_text
from evaluatie.study.problems import did_you_mean, quoted
from evaluatie.study.settings.source import LANGUAGES, UNREAD, reason

_RESERVED = re.compile("con|prn|aux|nul|conin\\$|conout\\$|com[0-9¹²³]|lpt[0-9¹²³]")
# what steers a screen or a printer, or turns the direction of reading around; a page or a Word file cannot hold it
_UNSEEN = re.compile(
    "[\\x00-\\x08\\x0b-\\x1f\\x7f-\\x84\\x86-\\x9f\\u200e\\u200f\\u202a-\\u202e\\u2066-\\u2069\\ufeff\\ufffe\\uffff]"
)
#: tags of a value that may be one thing, a list of them or a list of lists
SHAPES = ("<one>", "<list>", "<table>")
_NOT_IN_NAMES = frozenset('<>:"|?*')


@dataclass(frozen=True)
class Shown:
    """The name that the generated reference gives to a kind of value."""

    name: str


class Block(BaseModel):
    """A block of study.yml: unknown keys are refused."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    @model_validator(mode="before")
    @classmethod
    def _without_empty_keys(cls, values: Any) -> Any:
        """Take a known key without a value as a key that is not there."""
        if not isinstance(values, dict):
            return values
        return {key: value for key, value in values.items() if value is not None or key not in cls.known_keys()}

    @classmethod
    def known_keys(cls) -> tuple[str, ...]:
        """Give the keys that the block may have, as they are written in study.yml."""
        return tuple(info.alias or name for name, info in cls.model_fields.items())


def refuse(message: str, hint: str) -> PydanticCustomError:
    """Make an error whose message and hint reach the user as they are."""
    return PydanticCustomError("plain", "{message}", {"message": message, "hint": hint})


def seen(text: Any) -> Any:
    """Check that all characters of a text that a report shows can be seen."""
    if isinstance(text, str) and (unseen := _UNSEEN.search(text)):
        message = f"This text has a character in it that cannot be seen (U+{ord(unseen[0]):04X})."
        raise refuse(message, "Type the text anew, rather than copying it.")
    return text


def _both_languages(value: Any) -> dict[str, str]:
    if isinstance(value, int | float) and not isinstance(value, bool):
        value = str(value)
    if isinstance(value, str) and value.strip():
        return dict.fromkeys(LANGUAGES, seen(value.strip()))
    given = value if isinstance(value, dict) else {}
    whole = all(isinstance(given.get(language), str) and given[language].strip() for language in LANGUAGES)
    if not whole or len(given) != len(LANGUAGES):
        raise refuse("This must be a text, or a text in both languages.", "Write {nl: ..., en: ...}.")
    return {language: seen(given[language].strip()) for language in LANGUAGES}


def _day(value: Any) -> Any:
    if isinstance(value, datetime.date):
        return value
    if isinstance(value, str) and re.fullmatch("[0-9]{4}-[0-9]{2}-[0-9]{2}", value):
        try:
            return datetime.date.fromisoformat(value)
        except ValueError:
            raise refuse(f"{quoted(value)} is not a day of the calendar.", "Correct the day or the month.") from None
    raise refuse(f"{quoted(value)} is not a date.", "Write year-month-day, such as 2021-06-01.")


def column_name(value: Any) -> Any:
    """Check the name of a column; a number may be one."""
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    if not isinstance(value, str) or not value.strip():
        raise refuse("This must be the name of a column.", "Write it as it stands in the file, between quotes.")
    return unicodedata.normalize("NFC", value).strip()


def _code(value: Any) -> Any:
    if isinstance(value, bool):
        raise refuse(
            "YAML reads this as true or false.", f'If it is a code, put quotes around it: "{str(value).lower()}".'
        )
    if not isinstance(value, str | int | float) or not code_text(value):
        raise refuse("This must be a code: a number or a text.", "Write it as it stands in the file, between quotes.")
    return seen(code_text(value))


def _range(value: Any) -> Any:
    numbers = [number for number in value if type(number) in (int, float)] if isinstance(value, list) else []
    if isinstance(value, tuple):
        return value
    if len(numbers) != 2 or len(value) != 2:
        raise refuse("This must be the lowest and the highest possible answer.", "Write them as [1, 5].")
    if not numbers[0] < numbers[1]:
        raise refuse("The lowest answer comes first and the highest second.", "Write them as [1, 5].")
    return (float(numbers[0]), float(numbers[1]))


def _file(value: Any, info: ValidationInfo) -> Any:
    return _inside(value, info, folder=False)


def _folder(value: Any, info: ValidationInfo) -> Any:
    return _inside(value, info, folder=True)


def _inside(value: Any, info: ValidationInfo, *, folder: bool) -> str:
    """Check that a name stays inside the study folder and is there; without a folder in the context, only its kind."""
    kind = "folder" if folder else "file"
    if not isinstance(value, str) or not value.strip() or not value.isprintable():
        hint = f"Put the {kind} beside study.yml and give its name, or leave the key out."
        raise refuse(f"This must be the name of a {kind} in the study folder.", hint)
    study: Path | None = (info.context or {}).get("folder")
    if study is None:
        return value
    _check_name(value, kind)
    try:
        _check_there(study, study / value, value, folder=folder)
    except OSError as error:
        raise refuse(f"The {kind} {quoted(value)} cannot be read: {reason(error)}.", UNREAD) from None
    return value


def _check_name(value: str, kind: str) -> None:
    """Check that a name stays in the folder on every system, and means the same file on each."""
    plain = unicodedata.normalize("NFKC", value)  # a letter that only looks like a slash is one on some systems
    windows = PureWindowsPath(plain)
    if PurePosixPath(plain).is_absolute() or windows.drive or "\\" in plain or ".." in windows.parts:
        raise refuse(
            f"{quoted(value)} leads out of the study folder.", f"Put the {kind} beside study.yml and give its name."
        )
    parts = windows.parts
    if any(is_reserved(part) or part.endswith((".", " ")) or set(part) & _NOT_IN_NAMES for part in parts):
        hint = f"Give the {kind} a name of letters, digits, points, hyphens and underscores."
        raise refuse(f"{quoted(value)} cannot be the name of a {kind} on every system.", hint)


def is_reserved(name: str) -> bool:
    """Tell whether Windows keeps a name for a device, whatever stands behind its first point.

    Examples
    --------
    >>> is_reserved("con"), is_reserved("NUL.csv"), is_reserved("console.csv")
    (True, True, False)
    """
    return _RESERVED.fullmatch(name.partition(".")[0].strip().casefold()) is not None


def _check_there(study: Path, path: Path, value: str, *, folder: bool) -> None:
    kind = "folder" if folder else "file"
    if not path.exists():
        beside_it = f"Put the {kind} beside study.yml, or leave the key out."
        beside = path.parent.iterdir() if path.parent.is_dir() else ()
        names = sorted(other.name for other in beside if other.is_dir() == folder and other.name != "study.yml")
        raise refuse(
            f"There is no {kind} {quoted(value)} in the study folder.", did_you_mean(path.name, names) or beside_it
        )
    if not path.resolve().is_relative_to(study.resolve()):
        raise refuse(f"{quoted(value)} is a link that leads out of the study folder.", f"Put the {kind} itself there.")
    if path.is_dir() != folder:
        raise refuse(
            f"{quoted(value)} is a {'file' if folder else 'folder'}, and a {kind} is needed.",
            f"Put the {kind} itself there.",
        )
    if not folder and not path.is_file():
        raise refuse(f"{quoted(value)} is no file, but a device or a pipe.", "Put the file itself there.")


LocalText = Annotated[dict[str, str], BeforeValidator(_both_languages), Shown("text, or `{nl: text, en: text}`")]
Words = Annotated[str, BeforeValidator(seen)]
Day = Annotated[datetime.date, BeforeValidator(_day), Shown("date")]
Column = Annotated[str, BeforeValidator(column_name), Shown("column")]
Code = Annotated[str, BeforeValidator(_code), Shown("code")]
Range = Annotated[tuple[float, float], BeforeValidator(_range), Shown("`[lowest, highest]`")]
FileName = Annotated[str, BeforeValidator(_file), Shown("file")]
FolderName = Annotated[str, BeforeValidator(_folder), Shown("folder")]
Count = Annotated[StrictInt, Shown("whole number")]
