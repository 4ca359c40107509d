"""Section synthesis: what the released results of several organisations say together, and what they do not."""

from evaluatie.evaluation.synthesising.together import synthesis

__all__ = ["synthesis"]
