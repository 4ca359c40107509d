"""Section change: what moved, for whom, how sure that is, and how much it depends on how it is estimated."""

from evaluatie.evaluation.changing.before_after import change

__all__ = ["change"]
