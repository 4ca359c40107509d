"""Processes that end with the one that made them: what Linux offers, and whether it is there."""

from __future__ import annotations

import ctypes
import os
import signal
import sys

_PR_SET_PDEATHSIG = 1


def can_fork() -> bool:
    """Tell whether forked kernels can be used here: fork, pidfd and prctl (so: Linux).

    Returns
    -------
    bool
        False on other systems, where plain kernels do the same work more slowly.
    """
    return sys.platform == "linux" and hasattr(os, "fork") and _has_pidfd() and _prctl() is not None


def die_with(parent: int, signum: int = signal.SIGKILL) -> None:
    """Have the kernel send this process a signal as soon as its parent is gone.

    Parameters
    ----------
    parent : int
        The parent's process id.
    signum : int
        The signal; by default one that cannot be caught.

    Raises
    ------
    SystemExit
        The parent is gone already, or the system cannot do it: this process has to end.
    """
    prctl = _prctl()
    if prctl is None or prctl(_PR_SET_PDEATHSIG, int(signum), 0, 0, 0) != 0 or os.getppid() != parent:
        raise SystemExit(1)


def _has_pidfd() -> bool:
    try:
        os.close(os.pidfd_open(os.getpid()))
    except (AttributeError, OSError):
        return False
    return True


def _prctl() -> ctypes._NamedFuncPointer | None:
    try:
        return ctypes.CDLL(None).prctl
    except (AttributeError, OSError, TypeError):
        return None
