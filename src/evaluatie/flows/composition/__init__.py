"""Composition: who is represented where, from entry to the top and over units."""

from evaluatie.flows.composition.leaking import pipeline
from evaluatie.flows.composition.leaks import Pipeline
from evaluatie.flows.composition.represented import Representation
from evaluatie.flows.composition.representing import representation
from evaluatie.flows.composition.segregating import Segregation, segregation

__all__ = ["Pipeline", "Representation", "Segregation", "pipeline", "representation", "segregation"]
