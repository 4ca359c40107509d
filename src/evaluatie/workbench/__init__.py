"""The start page in JupyterLab: check, make, look at and try out a report without writing code.

What can be told without a screen (what a check found, what a section has to
change, what two releases differ in, the lines of code) stands apart from the widgets. Of data it shows released
sections only.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from evaluatie.later import later

if TYPE_CHECKING:
    from evaluatie.workbench.panel import start

__all__ = ["start"]

__getattr__ = later(__name__, {"panel": ("start",)})
