"""What came of verifying a report."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from evaluatie.run.verifying.differences import Difference

if TYPE_CHECKING:
    from evaluatie.report.versions.figures import Figures, Pair

#: differences that may give a page other bytes, and no other words
OF_BYTES = frozenset({"key", "version", "platform"})


@dataclass(frozen=True, eq=False)
class Verification:
    """Whether a report comes out again.

    Attributes
    ----------
    organisation : str
        Whose report it is.
    folder : pathlib.Path
        Where it stands.
    changed, missing, added : tuple of str
        Files of the report that were changed after it was made; that are gone; that it did not make.
    recorded : bool
        Whether the report says what it was made from and with: an export does not.
    differences : tuple of Difference
        What it was made from and with that is otherwise here.
    figures : Figures
        The report's figures beside those that came out now.
    beyond : tuple of Pair
        Figures that differ by more than their computation allows.
    within : tuple of Pair
        Figures that differ by less.
    settings : tuple of str
        What stands before the figures in results.json, such as ``plan``, and is otherwise.
    other_bytes : tuple of str
        Files that came out in other bytes.
    unexplained : tuple of str
        Those of them that cannot be put down to what is otherwise here: where nothing is, all; where only packages,
        Python or the machine are, the pages that say something else. Whoever changes a page can change what tells its
        digest.
    """

    organisation: str
    folder: Path
    changed: tuple[str, ...]
    missing: tuple[str, ...]
    added: tuple[str, ...]
    recorded: bool
    differences: tuple[Difference, ...]
    figures: Figures
    beyond: tuple[Pair, ...]
    within: tuple[Pair, ...]
    settings: tuple[str, ...]
    other_bytes: tuple[str, ...]
    unexplained: tuple[str, ...]

    @property
    def same_figures(self) -> bool:
        """Whether every figure came out again."""
        found = self.figures
        return not (self.beyond or found.otherwise or found.gone or found.new or self.settings)

    @property
    def pages_compared(self) -> bool:
        """Whether what is otherwise here changes no word of a page, so that pages are compared."""
        return self.recorded and {one.kind for one in self.differences} <= OF_BYTES

    @property
    def passed(self) -> bool:
        """Whether every figure came out again, and nobody changed the report's files."""
        return self.same_figures and not (self.changed or self.missing or self.added or self.unexplained)
