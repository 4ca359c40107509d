"""Importing this module inside IPython lets a released section show itself as the reader will see it."""

from __future__ import annotations

from typing import Any

from evaluatie.disclosure import Released
from evaluatie.report.page import render_section


def register(shell: Any) -> None:
    """Teach an IPython shell how a released section looks.

    Parameters
    ----------
    shell : IPython.core.interactiveshell.InteractiveShell
        The running shell.
    """
    shell.display_formatter.formatters["text/html"].for_type(Released, _preview)


def _preview(released: Released) -> str:
    return render_section(released.bundle, released.bundle["language"])


def _register_here() -> None:
    try:
        from IPython.core.getipython import get_ipython
    except ImportError:
        return
    shell = get_ipython()
    if shell is not None:
        register(shell)


_register_here()
