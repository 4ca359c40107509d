"""The monitor over years: organisations and groups followed through published aggregates, without league tables."""

from evaluatie.reproduce.monitor.comparability import Comparability, comparable_years
from evaluatie.reproduce.monitor.funnels import Funnel, funnel_limits
from evaluatie.reproduce.monitor.gaps import GapOverYears, gap_over_years
from evaluatie.reproduce.monitor.linking import Linked, link_organisations
from evaluatie.reproduce.monitor.names import KnownNames, known_names
from evaluatie.reproduce.monitor.positions import Positions, shrunken_levels
from evaluatie.reproduce.monitor.reading import read_aggregates
from evaluatie.reproduce.monitor.series import Measured, measured
from evaluatie.reproduce.monitor.survey import (
    civil_service_ethnicity,
    civil_service_survey,
    civil_service_wording,
)
from evaluatie.reproduce.monitor.trends import Trends, organisation_trends
from evaluatie.reproduce.monitor.two_years import TwoYears, change_between

__all__ = [
    "Comparability",
    "Funnel",
    "GapOverYears",
    "KnownNames",
    "Linked",
    "Measured",
    "Positions",
    "Trends",
    "TwoYears",
    "change_between",
    "civil_service_ethnicity",
    "civil_service_survey",
    "civil_service_wording",
    "comparable_years",
    "funnel_limits",
    "gap_over_years",
    "known_names",
    "link_organisations",
    "measured",
    "organisation_trends",
    "read_aggregates",
    "shrunken_levels",
]
