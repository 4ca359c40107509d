"""Instruments: questionnaires as data, without their wording."""

from evaluatie.instruments.errors import InstrumentError, InstrumentProblem, UnknownInstrumentError
from evaluatie.instruments.model import Instrument
from evaluatie.instruments.parts import Item, Name, Referent, Scale, Scoring
from evaluatie.instruments.reading import instrument, list_instruments, load_instrument, load_instruments

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
    "instrument",
    "list_instruments",
    "load_instrument",
    "load_instruments",
]
