"""The client of a kernel: it knows when a kernel is ready, and does not wait 0.2 s to see that nothing more comes."""

from __future__ import annotations

import math
import threading
import time
from queue import Empty
from typing import Any

import zmq
from jupyter_client.asynchronous.client import AsyncKernelClient

_PATIENCE = 1.0  # seconds that an answer may take before the question is put again
_THREADS = 3  # of zmq's for a context, and one to spare
_STARTING = threading.Lock()


class PooledKernelClient(AsyncKernelClient):
    """A client that is ready when the kernel's answer has come and it has said that it is idle again."""

    def start_channels(self, *channels: bool, **named: bool) -> None:
        """Open the channels to the kernel.

        Raises
        ------
        RuntimeError
            As :func:`start_zmq` does.
        """
        start_zmq(self.context)
        super().start_channels(*channels, **named)

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


def start_zmq(context: zmq.Context[Any]) -> None:
    """Have zmq start its threads, where threads can be started: else it would end this whole process at once.

    Parameters
    ----------
    context : zmq.Context
        Starts them with its first socket.

    Raises
    ------
    RuntimeError
        No threads can be started: there is not enough memory, or a limit on their number.
    """
    with _STARTING:
        _require_threads()
        context.socket(zmq.PAIR).close()


def _require_threads() -> None:
    done, started = threading.Event(), []
    try:
        for _ in range(_THREADS):
            thread = threading.Thread(target=done.wait)
            thread.start()
            started.append(thread)
    finally:
        done.set()
        for thread in started:
            thread.join()  # what it took is there again
