"""Instruments: questionnaires as data, without their wording."""

from evaluatie.instruments.errors import InstrumentError, UnknownInstrumentError
from evaluatie.instruments.model import Instrument, Item, Name, Scale, Scoring
from evaluatie.instruments.reading import instrument, list_instruments, load_instrument

__all__ = [
    "Instrument",
    "InstrumentError",
    "Item",
    "Name",
    "Scale",
    "Scoring",
    "UnknownInstrumentError",
    "instrument",
    "list_instruments",
    "load_instrument",
]
