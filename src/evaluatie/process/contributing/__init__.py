"""How what was carried out relates to what changed."""

from evaluatie.process.contributing.contributing import contribution_table
from evaluatie.process.contributing.contribution_result import Contribution
from evaluatie.process.contributing.patterns import PatternFacts, pattern_facts

__all__ = ["Contribution", "PatternFacts", "contribution_table", "pattern_facts"]
