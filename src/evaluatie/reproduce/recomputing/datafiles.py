"""Where the data sets of a finding are."""

from __future__ import annotations

from pathlib import Path

from evaluatie.reproduce.finding import Finding

PUBLISHED = Path(__file__).parents[1] / "published"
_DEMO = "demo:"
#: of a checkout; an installed package has no demonstrations
_DEMONSTRATIONS = Path(__file__).parents[4] / "data" / "raw"


def data_files(finding: Finding, folder: Path | None = None) -> dict[str, Path]:
    """Give the files of a finding's data sets.

    Parameters
    ----------
    finding : Finding
        Whose.
    folder : Path, optional
        Where its file is; without, it is one that ships with evaluatie.

    Returns
    -------
    dict of str to Path
        By name; whether they are there is seen when they are read.
    """
    return {name: _path(data.file, folder) for name, data in finding.inputs.data.items()}


def _path(file: str, folder: Path | None) -> Path:
    if file.startswith(_DEMO):
        return _DEMONSTRATIONS / file.removeprefix(_DEMO)
    own = None if folder is None else folder / "data" / file
    return own if own is not None and own.is_file() else PUBLISHED / "data" / file
