"""A guard at the network: Python processes that run with it note what leaves the computer, and are refused it."""

from __future__ import annotations

from pathlib import Path

#: every Python process reads this first
_GUARD = """
import os
import socket

HERE = {"", "127.0.0.1", "::1", "localhost", "0.0.0.0"}


def guarded(method):
    def refusing(self, *given):
        address = given[-1]
        if isinstance(address, tuple) and str(address[0]) not in HERE:
            note(f"{method.__name__} {address[0]}")
        return method(self, *given)

    return refusing


def looked_up(host, *given, **named):
    if isinstance(host, bytes):
        host = host.decode()
    if host is not None and host not in HERE:
        note(f"getaddrinfo {host}")
    return look_up(host, *given, **named)


def note(what):
    with open(os.environ["NETWORK_LOG"], "a", encoding="utf-8") as log:
        log.write(what + "\\n")
    raise OSError("the network is not there")


look_up = socket.getaddrinfo
socket.getaddrinfo = looked_up
for name in ("connect", "connect_ex", "sendto"):
    setattr(socket.socket, name, guarded(getattr(socket.socket, name)))
"""


class NetworkGuard:
    """A guard whose notes are kept in a folder; what was noted before is gone."""

    def __init__(self, folder: Path) -> None:
        self.log = folder / "asked.txt"
        self.log.unlink(missing_ok=True)
        place = folder / "guard"
        place.mkdir(exist_ok=True)
        (place / "sitecustomize.py").write_text(_GUARD, encoding="utf-8")
        #: what a process needs in its environment to be guarded
        self.environment = {"PYTHONPATH": str(place), "NETWORK_LOG": str(self.log)}

    @property
    def asked(self) -> list[str]:
        """What was asked of the network, a line each."""
        return self.log.read_text(encoding="utf-8").splitlines() if self.log.is_file() else []
