"""Scales: from answers to scores, how far these can be trusted, and whether they mean the same everywhere."""

from evaluatie.scales.consistency import Reliability, reliability
from evaluatie.scales.factor import CfaFit, Invariance, ModelError, cfa, invariance, longitudinal_invariance
from evaluatie.scales.framework import InclusionFields, inclusion_fields, measurement_error
from evaluatie.scales.hierarchical import HierarchicalOmega, hierarchical_omega
from evaluatie.scales.keying import Keying, wrongly_keyed
from evaluatie.scales.ordinals import OrdinalReliability, Polychoric, ordinal_reliability, polychoric
from evaluatie.scales.resampled import BootstrapAlpha, bootstrap_alpha
from evaluatie.scales.scoring import score, turned_items
from evaluatie.scales.stability import Retest, test_retest
from evaluatie.scales.teams import (
    Aggregation,
    Blau,
    MediatedLink,
    UnitMeans,
    aggregation,
    blau,
    mediated_link,
    unit_means,
)

__all__ = [
    "Aggregation",
    "Blau",
    "BootstrapAlpha",
    "CfaFit",
    "HierarchicalOmega",
    "InclusionFields",
    "Invariance",
    "Keying",
    "MediatedLink",
    "ModelError",
    "OrdinalReliability",
    "Polychoric",
    "Reliability",
    "Retest",
    "UnitMeans",
    "aggregation",
    "blau",
    "bootstrap_alpha",
    "cfa",
    "hierarchical_omega",
    "inclusion_fields",
    "invariance",
    "longitudinal_invariance",
    "measurement_error",
    "mediated_link",
    "ordinal_reliability",
    "polychoric",
    "reliability",
    "score",
    "test_retest",
    "turned_items",
    "unit_means",
    "wrongly_keyed",
]
