"""All cases, in the order in which they are told."""

from __future__ import annotations

from _faults import disks, kernels, kills, memory

CASES = [*kills.CASES, *disks.CASES, *memory.CASES, *kernels.CASES]
