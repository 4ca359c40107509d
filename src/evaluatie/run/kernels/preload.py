"""What the fork server imports before it forks: the stack, the house, and what a kernel would import late."""

from __future__ import annotations

import gc
import importlib
from collections.abc import Iterable

STACK = (
    "numpy",
    "numpy.random",
    "pandas",
    "pandas.core.arrays.arrow.extension_types",
    "pyarrow.dataset",
    "pyarrow.parquet",
    "scipy.optimize",
    "scipy.special",
    "scipy.stats",
    "yaml",
    "pydantic",
    "jinja2",
    "matplotlib.pyplot",
    "matplotlib.backends.backend_agg",
    "matplotlib.backends.backend_svg",
    "matplotlib_inline.backend_inline",
    "matplotlib_inline.config",
)
# evaluatie.report.preview finds no shell here to draw sections in: a batch takes the bundles, not the drawings.
HOUSE = (
    "evaluatie",
    "evaluatie.study",
    "evaluatie.instruments",
    "evaluatie.scales",
    "evaluatie.effects",
    "evaluatie.evaluation",
    "evaluatie.disclosure",
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
    "jedi",
    "psutil",
)


EVERYTHING = (*STACK, *HOUSE, *KERNEL)


def preload(names: Iterable[str]) -> None:
    """Import what is there of the named modules, and keep the garbage collector off them.

    A module that cannot be imported is left to the cell that wants it, which then shows the true error.

    Parameters
    ----------
    names : iterable of str
        Full names of modules.
    """
    for name in names:
        try:
            importlib.import_module(name)
        except Exception:  # noqa: S112
            continue
    gc.collect()
    gc.freeze()  # the collector of a forked kernel would copy every page that it visits
