"""What goes wrong with interventions: an id that is not there."""

from __future__ import annotations


class UnknownInterventionError(KeyError):
    """No intervention goes by that id."""

    def __str__(self) -> str:
        # KeyError shows the repr of its argument, with quotes
        return str(self.args[0])
