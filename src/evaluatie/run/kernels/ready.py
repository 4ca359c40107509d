"""The client of a kernel: it knows when a kernel is ready, and does not wait 0.2 s to see that nothing more comes."""

from __future__ import annotations

import math
import time
from queue import Empty
from typing import Any

from jupyter_client.asynchronous.client import AsyncKernelClient

_PATIENCE = 1.0  # seconds that an answer may take before the question is put again


class PooledKernelClient(AsyncKernelClient):
    """A client that is ready when the kernel's answer has come and it has said that it is idle again."""

    async def _async_wait_for_ready(self, timeout: float | None = None) -> None:
        """Wait until the kernel answers.

        Parameters
        ----------
        timeout : float, optional
            Seconds that it may take.

        Raises
        ------
        RuntimeError
            The kernel died, or took longer.
        """
        deadline = time.monotonic() + (math.inf if timeout is None else timeout)
        while not await self._answers():
            if not await self._async_is_alive():
                raise RuntimeError("the kernel died before it was ready")
            if time.monotonic() > deadline:
                raise RuntimeError(f"the kernel was not ready within {timeout:g} seconds")

    wait_for_ready = _async_wait_for_ready

    async def _answers(self) -> bool:
        asked = self.kernel_info()
        reply = await self._next(self.shell_channel, asked, "kernel_info_reply")
        if reply is None:
            return False
        self._handle_kernel_info_reply(reply)
        # the messages that tell of an earlier question came before: nothing is under way any more
        return await self._next(self.iopub_channel, asked, "status", idle=True) is not None

    async def _next(self, channel: Any, asked: str, kind: str, *, idle: bool = False) -> dict[str, Any] | None:
        """Wait for a message of a kind that tells of what was asked; pass over all others."""
        until = time.monotonic() + _PATIENCE
        while (left := until - time.monotonic()) > 0:
            try:
                message: dict[str, Any] = await channel.get_msg(timeout=left)
            except Empty:
                return None
            ours = message["parent_header"].get("msg_id") == asked and message["msg_type"] == kind
            if ours and (not idle or message["content"]["execution_state"] == "idle"):
                return message
        return None
