"""All cases, in the order in which they are told."""

from __future__ import annotations

from _faults import kills

CASES = [*kills.CASES]
