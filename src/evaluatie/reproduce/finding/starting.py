"""A file to begin a finding of one's own with."""

from __future__ import annotations

import re
from pathlib import Path

from evaluatie.reproduce.finding.reading import FindingError
from evaluatie.study.problems import Problem, quoted
from evaluatie.study.settings.fields import is_reserved
from evaluatie.study.settings.source import reason

_TEMPLATE = Path(__file__).with_name("template.yml")
_ID = re.compile(r"[a-z][a-z0-9_]*")
_DOI = re.compile(r"10\.[0-9]{4,9}/\S+")


def template(id_: str, doi: str | None = None) -> str:
    """Give the text of a file that is a finding already, with comments on what to replace.

    Parameters
    ----------
    id_ : str
        Its id: small letters, digits and underscores.
    doi : str, optional
        Of the work, also as an address.

    Returns
    -------
    str

    Examples
    --------
    >>> template("qi2019", "https://doi.org/10.1371/journal.pone.0212091").count("qi2019.yml")
    3
    """
    text = _TEMPLATE.read_text(encoding="utf-8")
    text = _in_place(text.replace("example.yml", f"{id_}.yml"), "id: example", f"id: {id_}")
    found = _DOI.search(doi or "")
    return text if found is None else _in_place(text, "doi: 10.5555/12345678", f"doi: {found[0]}")


def _in_place(text: str, old: str, new: str) -> str:
    """Replace a value, so that the comment behind it stays under those of other lines."""
    return re.sub(rf"^{re.escape(old)} +(?=#)", lambda found: f"{new:<{len(found[0]) - 1}} ", text, flags=re.MULTILINE)


def new_finding(id_: str, folder: str | Path = ".", doi: str | None = None) -> Path:
    """Write a file to begin a finding with; nothing is ever overwritten.

    Parameters
    ----------
    id_ : str
        Its id, which is the file's name too.
    folder : str or pathlib.Path
        Where to write it.
    doi : str, optional
        Of the work.

    Returns
    -------
    pathlib.Path
        The file.

    Raises
    ------
    FindingError
        If there is such a file, or the id, the folder or the DOI is none.
    """
    file = Path(folder) / f"{id_}.yml"
    if wrong := [*_wrong(id_, Path(folder), doi)]:
        raise FindingError(wrong)
    try:
        with file.open("x", encoding="utf-8", newline="\n") as opened:
            opened.write(template(id_, doi))
    except FileExistsError:
        raise FindingError([Problem(file.name, None, None, "There is such a file.", "Choose another id.")]) from None
    except OSError as error:
        raise FindingError([Problem(file.name, None, None, f"It cannot be written: {reason(error)}.")]) from None
    return file


def _wrong(id_: str, folder: Path, doi: str | None) -> list[Problem]:
    found = []
    if not _ID.fullmatch(id_) or is_reserved(id_):
        hint = "Use small letters, digits and underscores, a letter first, such as qi2019."
        found.append(Problem(f"{id_}.yml", None, "id", f"{quoted(id_)} cannot be an id.", hint))
    if doi is not None and not _DOI.search(doi):
        hint = "It begins with 10. and has a slash, such as 10.1371/journal.pone.0212091."
        found.append(Problem(f"{id_}.yml", None, "doi", f"{quoted(doi)} is no DOI.", hint))
    if not folder.is_dir():
        found.append(Problem(f"{id_}.yml", None, None, f"There is no folder {quoted(folder)}.", "Make it first."))
    return found
