"""All cases, in the order in which they are told."""

from __future__ import annotations

from _faults import clocks, disks, interrupted, kernels, kills, memory, twice

CASES = [
    *kills.CASES, *disks.CASES, *memory.CASES, *kernels.CASES, *clocks.CASES, *twice.CASES, *interrupted.CASES,
]  # fmt: skip
