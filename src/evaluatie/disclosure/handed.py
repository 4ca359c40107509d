"""A release plan that the run hands to kernels that share no memory with it: it is made once per organisation.

The run holds what a section releases against a plan of its own, so a notebook that changes the file gains nothing.
"""

from __future__ import annotations

import hashlib
import os
import pickle
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

if TYPE_CHECKING:
    from evaluatie.disclosure.plan import ReleasePlan
    from evaluatie.study import Study

#: the environment variable that names the file
PLAN_FILE = "EVALUATIE_PLAN_FILE"


def hand_on(study: Study, plan: ReleasePlan, path: Path) -> None:
    """Write the plan of a study where :func:`handed_plan` finds it.

    Parameters
    ----------
    study : Study
        The study.
    plan : ReleasePlan
        Its plan.
    path : pathlib.Path
        A file that nobody else may write.
    """
    path.write_bytes(pickle.dumps((_fingerprint(study), plan)))


def handed_plan(study: Study) -> ReleasePlan | None:
    """Give the plan that the run made of this very study; None where it made none, or of another one.

    Parameters
    ----------
    study : Study
        The study, as this process read it.
    """
    path = os.environ.get(PLAN_FILE)
    if not path:
        return None
    try:
        of, plan = pickle.loads(Path(path).read_bytes())  # noqa: S301 - by the very run that started this process
    except (OSError, EOFError, ValueError, pickle.UnpicklingError):
        return None
    handed: ReleasePlan | None = plan if of == _fingerprint(study) else None
    return handed


def _fingerprint(study: Study) -> str:
    """Tell studies apart by all that a plan depends on: people may have been left out since the files were read."""
    digest = hashlib.sha256()
    staff = (study.persons, study.positions, study.staff_counts, study.exits, study.selection)
    for frame in (study.survey, study.aggregates, *staff, study.population):
        if frame is not None:
            digest.update(repr(list(frame.columns)).encode())
            digest.update(pd.util.hash_pandas_object(frame).to_numpy().tobytes())
        digest.update(b"|")
    hidden = sorted(map(repr, study.hidden))
    for part in (study.config.model_dump_json(), study.outcomes, study.intake, sorted(study.tightened.items()), hidden):
        digest.update(repr(part).encode())
    return digest.hexdigest()
