"""What a report is made from, as its ro-crate-metadata.json tells it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from evaluatie.run.errors import RunError
from evaluatie.run.inputs import MadeFrom
from evaluatie.run.sections import ExecutedSection
from evaluatie.run.software import machine, packages, python_version
from evaluatie.run.store import digest
from evaluatie.study.authored import study_digest
from evaluatie.study.inputs import PLAIN, InputFile, StudyInputs, study_inputs
from evaluatie.study.workspace import Workspace

if TYPE_CHECKING:
    from evaluatie.report.crate import Provenance, Run


@dataclass(frozen=True)
class Origin:
    """What a report's sections were made from and with.

    Attributes
    ----------
    inputs : StudyInputs
        The files by role, with digests.
    parameters : mapping of str to object
        The parameters of the sections' notebooks.
    """

    inputs: StudyInputs
    parameters: Mapping[str, object]


def origin_of_study(
    workspace: Workspace, organisation: str, parameters: Mapping[str, object], made_from: Mapping[str, MadeFrom]
) -> Origin:
    """Look at the files of a study folder, which must still be those that the sections were made from.

    Raises
    ------
    RunError
        They changed since.
    StudyError
        Digests must be keyed, and the key cannot be used.
    """
    folder = workspace.raw(organisation)
    inputs = study_inputs(folder, workspace.root)
    if {held["data"] for held in made_from.values()} != {study_digest(folder)}:
        raise RunError("the organisation's files changed while the report was made; run this again")
    return Origin(inputs, parameters)


def origin_of_results(results: Sequence[Path], parameters: Mapping[str, object], released: str) -> Origin:
    """Look at the released results that a synthesis was made from; these may be known, and so may their digests.

    Parameters
    ----------
    results : sequence of pathlib.Path
        The organisations' results.json.
    parameters : mapping of str to object
        The parameters of the notebook.
    released : str
        A digest of all of them together.
    """
    files = tuple(InputFile(f"results of {path.parent.name}", digest(path.read_bytes())) for path in results)
    return Origin(StudyInputs(PLAIN, files, released), parameters)


def provenance(sections: Sequence[ExecutedSection], made_from: Mapping[str, MadeFrom], origin: Origin) -> Provenance:
    """Put together what the crate tells of where a report comes from.

    Parameters
    ----------
    sections : sequence of ExecutedSection
        The sections, in the report's order.
    made_from : mapping of str to (mapping of str to str)
        What each of them was made from, by notebook.
    origin : Origin
        The inputs and parameters.
    """
    from evaluatie.report.crate import Input, Provenance

    (code,) = {held["code"] for held in made_from.values()}
    return Provenance(
        scheme=origin.inputs.scheme,
        inputs=tuple(Input(file.role, file.digest) for file in origin.inputs.files),
        whole=origin.inputs.whole,
        runs=tuple(_runs(sections, made_from, origin.parameters)),
        code=code,
        python=python_version(),
        machine=machine(),
        packages=packages(),
    )


def _runs(
    sections: Sequence[ExecutedSection], made_from: Mapping[str, MadeFrom], parameters: Mapping[str, object]
) -> Iterator[Run]:
    from evaluatie.report.crate import Run

    for section in sections:
        source = made_from[section.name]["notebook"]
        yield Run(section.name, str(section.bundle["section"]), source, tuple(parameters.items()))
