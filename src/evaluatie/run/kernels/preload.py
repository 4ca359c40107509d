"""What fork servers prepare before they fork: the stack, the house, what a kernel would import late; and a study."""

from __future__ import annotations

import base64
import contextlib
import gc
import importlib
import pickle
import sys
import traceback
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

PYPLOT = "matplotlib.pyplot"
STACK = (
    "numpy",
    "numpy.random",
    "pandas",
    "pandas.core.arrays.arrow.extension_types",
    "pyarrow.dataset",
    "pyarrow.parquet",
    "scipy.optimize",
    "scipy.special",
    "yaml",
    "pydantic",
)
# evaluatie.report.preview finds no shell here to draw sections in: a batch takes the bundles, not the drawings.
HOUSE = (
    "evaluatie",
    "evaluatie.study.load",
    "evaluatie.instruments",
    "evaluatie.scales",
    "evaluatie.effects",
    "evaluatie.evaluation",
    "evaluatie.disclosure.channel",
    "evaluatie.disclosure.plan",
    "evaluatie.report",
    "evaluatie.report.preview",
    "evaluatie.run.parameters",
)
KERNEL = (
    "ipykernel.kernelapp",
    "ipykernel.ipkernel",
    "ipykernel.zmqshell",
    "ipykernel.debugger",
    "IPython.core.completerlib",
    "IPython.core.magics.execution",
    "IPython.extensions.storemagic",
    "tornado.platform.asyncio",
    "comm",
    "debugpy.server.api",
    "faulthandler",
    "psutil",
)
# What a notebook of the user's own may import, slow to import and known to bear a fork: preloaded where one does.
OFTEN_USED = frozenset({"matplotlib", "pingouin", "scipy", "seaborn", "statsmodels"})
_WITH_PYPLOT = (
    "matplotlib.backends.backend_agg",
    "matplotlib.backends.backend_svg",
    "matplotlib_inline.backend_inline",
    "matplotlib_inline.config",
)

EVERYTHING = (*STACK, *HOUSE, *KERNEL)


def preload(names: Iterable[str]) -> dict[str, Any]:
    """Import what is there of the named modules, and keep the garbage collector off them.

    A module that cannot be imported is left to the cell that wants it, which then shows the true error.

    Parameters
    ----------
    names : iterable of str
        Full names of modules.

    Returns
    -------
    dict
        What is told to those who ask whether it is done.
    """
    for name in names:
        _import(name)
    _read_own()
    if PYPLOT in sys.modules:
        for name in _WITH_PYPLOT:
            _import(name)
    _freeze()
    return {"ready": True}


def hold(folder: str, tighten: Sequence[str] = ()) -> dict[str, Any]:
    """Read a study, check it, and have ``load_study`` give it in this process and those forked from it.

    Parameters
    ----------
    folder : str
        The study folder.
    tighten : sequence of str
        What sections hide more than the study asks for.

    Returns
    -------
    dict
        What is told to those who ask whether it is done: what sections of it can be about and may show, or the
        ``error`` where it cannot be used.
    """
    from evaluatie.disclosure.expectation import expectation
    from evaluatie.study import hold_study

    try:
        study = hold_study(Path(folder), tighten=tighten)
        # before any notebook runs in a process forked from this one; the release plan is made for it, and kept
        expected = expectation(study)
    except Exception as error:
        return {"ready": True, "error": base64.b64encode(_pickled(error)).decode()}
    _freeze()
    return {"ready": True, "expected": expected}


def _read_own() -> None:
    """Read once what every intake needs of evaluatie itself: digests of its code, and the words for identifiers."""
    from evaluatie.study.digests import software
    from evaluatie.study.gate.identifierwords import kinds

    software()
    kinds()


def _import(name: str) -> None:
    with contextlib.suppress(Exception):
        importlib.import_module(name)


def _pickled(error: Exception) -> bytes:
    """Hand an error on with where it arose; one of a kind that cannot be handed on by its kind's name only."""
    place = traceback.format_exc()
    for handed in (error, RuntimeError(type(error).__name__)):
        handed.add_note(place)
        with contextlib.suppress(Exception):
            content = pickle.dumps(handed)
            pickle.loads(content)  # noqa: S301 - some can be written and not read
            return content
    raise error


def _freeze() -> None:
    """Keep the garbage collector of forked kernels from copying every page that it visits."""
    gc.collect()
    gc.freeze()
