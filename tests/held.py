"""The findings that ship with evaluatie, read once for all tests of a worker."""

from __future__ import annotations

from evaluatie.reproduce.finding import findings

HELD = findings()
