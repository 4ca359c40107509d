"""What goes wrong with a factor model, in words."""

from __future__ import annotations


class ModelError(ValueError):
    """A factor model cannot be fitted to these data, and why: its syntax, its data, or what came of the fit."""
