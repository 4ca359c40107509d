"""Python that does what an analysis of a finding says: a student can run it, and change it."""

from evaluatie.reproduce.teaching.coding.writing import analysis_code

__all__ = ["analysis_code"]
