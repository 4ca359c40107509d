"""What stops a run."""

from __future__ import annotations

import re

#: how other errors say that memory ran out: a library that cannot be loaded, a thread that cannot be started
_NO_ROOM = re.compile(
    r"cannot allocate memory|failed to map segment|can't start new thread|out of memory", re.IGNORECASE
)
_FULL_DISK = re.compile(r"no space left on device|dis[ck] quota exceeded|not enough space on the disk", re.IGNORECASE)


class RunError(Exception):
    """A run cannot go on; the message says what is wrong and what to do, and holds no data of persons."""


class SectionError(RunError):
    """A section failed while it ran, in a way that need not happen again: it is tried once more."""


class RunWarning(UserWarning):
    """What a run tells its user without stopping, such as why it is slower than it could be."""


def lacks_memory(kind: str, message: str) -> bool:
    """Tell whether an error says that there was not enough memory.

    Parameters
    ----------
    kind : str
        The name of its class; numpy and pyarrow have kinds of their own.
    message : str
        What it says.

    Examples
    --------
    >>> lacks_memory("ArrowMemoryError", "malloc of size 8 failed")
    True
    >>> lacks_memory("ImportError", "libhdf5.so: failed to map segment from shared object")
    True
    >>> lacks_memory("ImportError", "No module named 'pandas'")
    False
    """
    return kind.endswith("MemoryError") or _NO_ROOM.search(message) is not None


def lacks_disk(message: str) -> bool:
    """Tell whether an error says that there was no room on a disk.

    Parameters
    ----------
    message : str
        What it says.

    Examples
    --------
    >>> lacks_disk("[Errno 28] No space left on device: '/tmp/x'"), lacks_disk("[Errno 2] No such file or directory")
    (True, False)
    """
    return _FULL_DISK.search(message) is not None
