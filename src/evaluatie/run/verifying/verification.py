"""What came of verifying a report."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from evaluatie.run.verifying.differences import Difference

if TYPE_CHECKING:
    from evaluatie.report.versions.figures import Figures, Pair


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
        Those of them that cannot be put down to what is otherwise here: where nothing is, all; files that only one of
        the two has; and where only packages, Python or the machine are otherwise, pages that do not say the same.
        Whoever changes a page can change what tells its digest.
    uncompared : tuple of str
        The rest of them, but for pages that say the same.
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
    uncompared: tuple[str, ...]

    @property
    def same_figures(self) -> bool:
        """Whether every figure came out again."""
        found = self.figures
        return not (self.beyond or found.otherwise or found.gone or found.new or self.settings)

    @property
    def passed(self) -> bool:
        """Whether every figure came out again, and nobody changed the report's files."""
        return self.same_figures and not (self.changed or self.missing or self.added or self.unexplained)
