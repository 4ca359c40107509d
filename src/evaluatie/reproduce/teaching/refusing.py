"""What cannot be asked of a lesson, said in the language of the lesson."""

from __future__ import annotations

from collections.abc import Iterable

from evaluatie.amiss import InputError, listed, nearest
from evaluatie.reproduce.teaching.shown import word

LANGUAGES = ("nl", "en")


class LessonError(InputError, LookupError):
    """A lesson that there is not.

    Attributes
    ----------
    problems : tuple of str
        What is wrong, in the language of the lesson.
    """

    def _render_traceback_(self) -> list[str]:
        """Give what a notebook shows: the message alone."""
        return [str(self)]


def check_language(language: str) -> None:
    """Refuse a language that lessons are not in.

    Parameters
    ----------
    language : str
        What was asked.

    Raises
    ------
    LessonError
        In both languages.

    Examples
    --------
    >>> check_language("fr")
    Traceback (most recent call last):
        ...
    evaluatie.reproduce.teaching.refusing.LessonError: Er is geen taal 'fr': ... There is no language 'fr': ...
    """
    if language not in LANGUAGES:
        raise LessonError([" ".join(word("no_language", each, name=repr(language)) for each in LANGUAGES)])


def unknown(key: str, name: object, options: Iterable[object], language: str, **told: object) -> LessonError:
    """Make the error for a name that there is not, with the one that was meant or all of them.

    Parameters
    ----------
    key : str
        What it is a name of: a key of the words.
    name : object
        What was asked.
    options : iterable of object
        What could have been asked.
    language : {"nl", "en"}
        In which language.
    **told : object
        What else the words need.

    Returns
    -------
    LessonError
    """
    known = list(options)
    near = nearest(name, known)
    instead = (
        word("did_you_mean", language, name=repr(near))
        if near is not None
        else word("there_are", language, names=listed(known, 40))
    )
    return LessonError([f"{word(key, language, name=repr(name), **told)} {instead}"])
