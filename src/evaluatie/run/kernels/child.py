"""What a forked process does to become a kernel: forget the server, take over the request, start ipykernel."""

from __future__ import annotations

import os
import signal
import sys
import tempfile
from collections.abc import Mapping, Sequence

# Figures of a preloaded pyplot silently vanish without the first; the second tells ipykernel that it was started
# by a program (no greeting), and 1 that nobody has to be watched: the fork server's tie does that.
FORKED_ARGUMENTS = ("--matplotlib=inline", "--IPKernelApp.parent_handle=1")


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
    os.setsid()
    signal.signal(signal.SIGINT, signal.default_int_handler)
    os.chdir(cwd)
    os.environ.clear()
    os.environ.update(env)
    tempfile.tempdir = None
    _refresh_random_state()
    sys.argv = ["ipykernel_launcher", *argv]
    from ipykernel.kernelapp import IPKernelApp

    IPKernelApp.launch_instance(argv=[*argv, *FORKED_ARGUMENTS])


def _refresh_random_state() -> None:
    """Give numpy's global generator a state of its own: Python's is renewed at every fork, numpy's is not."""
    numpy = sys.modules.get("numpy")
    if numpy is not None:
        numpy.random.seed(None)
