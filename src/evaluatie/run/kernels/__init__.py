"""Kernels for a batch of notebooks: forked from a preloaded server, or plain ones; the same results in both."""

from __future__ import annotations

from evaluatie.run.kernels.pool import KernelPool, kernel_pool, workspace_kernels

__all__ = ["KernelPool", "kernel_pool", "workspace_kernels"]
