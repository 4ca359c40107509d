"""The monitor over years: organisations and groups followed through published aggregates, without league tables."""

from evaluatie.reproduce.monitor.chapters import Followed, Piece, follow
from evaluatie.reproduce.monitor.comparability import Comparability, comparable_years
from evaluatie.reproduce.monitor.doubts import AggregatesWarning, Impossible, impossible_percentages
from evaluatie.reproduce.monitor.drawing import (
    Drawn,
    draw_funnel,
    draw_gap,
    draw_own,
    draw_positions,
    draw_trends,
)
from evaluatie.reproduce.monitor.funnels import Funnel, funnel_limits
from evaluatie.reproduce.monitor.gaps import GapOverYears, gap_over_years
from evaluatie.reproduce.monitor.headlines import Sentences, in_words
from evaluatie.reproduce.monitor.linking import Linked, link_organisations
from evaluatie.reproduce.monitor.names import KnownNames, known_names
from evaluatie.reproduce.monitor.national import benchmark_rows, dutch_benchmarks
from evaluatie.reproduce.monitor.own import OwnBeside, own_beside, own_latest
from evaluatie.reproduce.monitor.positions import Positions, shrunken_levels
from evaluatie.reproduce.monitor.reading import read_aggregates
from evaluatie.reproduce.monitor.series import Measured, figures_of
from evaluatie.reproduce.monitor.survey import (
    civil_service_ethnicity,
    civil_service_survey,
    civil_service_wording,
)
from evaluatie.reproduce.monitor.trends import Trends, organisation_trends
from evaluatie.reproduce.monitor.two_years import TwoYears, change_between

__all__ = [
    "AggregatesWarning",
    "Comparability",
    "Drawn",
    "Followed",
    "Funnel",
    "GapOverYears",
    "Impossible",
    "KnownNames",
    "Linked",
    "Measured",
    "OwnBeside",
    "Piece",
    "Positions",
    "Sentences",
    "Trends",
    "TwoYears",
    "benchmark_rows",
    "change_between",
    "civil_service_ethnicity",
    "civil_service_survey",
    "civil_service_wording",
    "comparable_years",
    "draw_funnel",
    "draw_gap",
    "draw_own",
    "draw_positions",
    "draw_trends",
    "dutch_benchmarks",
    "figures_of",
    "follow",
    "funnel_limits",
    "gap_over_years",
    "impossible_percentages",
    "in_words",
    "known_names",
    "link_organisations",
    "organisation_trends",
    "own_beside",
    "own_latest",
    "read_aggregates",
    "shrunken_levels",
]
