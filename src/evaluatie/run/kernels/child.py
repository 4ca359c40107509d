"""What a forked process does to become a kernel: take the request's surroundings for its own, and start ipykernel."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
import tempfile
from collections.abc import Mapping, Sequence

# Tells ipykernel that it was started by a program (no greeting), and 1 that nobody has to be watched: the fork server's
# tie does that.
_FORKED = "--IPKernelApp.parent_handle=1"
# Figures of a preloaded pyplot silently vanish without it; where pyplot is not preloaded it would import it.
_INLINE = "--matplotlib=inline"


def become_kernel(argv: Sequence[str], cwd: str, env: Mapping[str, str]) -> None:
    """Turn this process into an ipykernel; returns when that is shut down.

    Parameters
    ----------
    argv : sequence of str
        The kernel's arguments, from ``-f`` on.
    cwd : str
        Folder to work in.
    env : mapping of str to str
        The whole environment.
    """
    take_surroundings(cwd, env)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    sys.argv = ["ipykernel_launcher", *argv]
    from ipykernel.kernelapp import IPKernelApp

    figures = [_INLINE] if "matplotlib.pyplot" in sys.modules else []
    # tornado asks for the loop of this thread, which from Python 3.12 on has to be there
    asyncio.set_event_loop(asyncio.new_event_loop())
    IPKernelApp.launch_instance(argv=[*argv, _FORKED, *figures])


def take_surroundings(cwd: str, env: Mapping[str, str]) -> None:
    """Give this process a group, a folder, an environment and random numbers of its own."""
    os.setsid()
    os.chdir(cwd)
    os.environ.clear()
    os.environ.update(env)
    tempfile.tempdir = None
    _refresh_random_state()


def _refresh_random_state() -> None:
    """Give numpy's global generator a state of its own: Python's is renewed at every fork, numpy's is not."""
    numpy = sys.modules.get("numpy")
    if numpy is not None:
        numpy.random.seed(None)
