"""Instruments: questionnaires as data, without their wording."""

from evaluatie.instruments.errors import InstrumentError, InstrumentProblem, UnknownInstrumentError
from evaluatie.instruments.model import Instrument
from evaluatie.instruments.parts import Item, Name, Referent, Scale, Scoring
from evaluatie.instruments.reading import (
    definition_files,
    instrument,
    list_instruments,
    load_instrument,
    load_instruments,
)

__all__ = [
    "Instrument",
    "InstrumentError",
    "InstrumentProblem",
    "Item",
    "Name",
    "Referent",
    "Scale",
    "Scoring",
    "UnknownInstrumentError",
    "definition_files",
    "instrument",
    "list_instruments",
    "load_instrument",
    "load_instruments",
]
