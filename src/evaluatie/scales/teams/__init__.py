"""Teams: whether people of one unit answer alike, and what may be said of the unit."""

from evaluatie.scales.teams.aggregating import Aggregation, aggregation
from evaluatie.scales.teams.diversity import Blau, blau
from evaluatie.scales.teams.link import MediatedLink, mediated_link
from evaluatie.scales.teams.shrinkage import UnitMeans, unit_means

__all__ = ["Aggregation", "Blau", "MediatedLink", "UnitMeans", "aggregation", "blau", "mediated_link", "unit_means"]
