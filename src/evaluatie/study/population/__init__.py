"""Numbers of employees per wave and group: the margins that answers are weighted to."""

from evaluatie.study.population.answered import Answered, who_answered
from evaluatie.study.population.reading import Population, read_population

__all__ = ["Answered", "Population", "read_population", "who_answered"]
