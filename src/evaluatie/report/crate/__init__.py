"""ro-crate-metadata.json: what a report's folder holds, and what, by which software and how it was made from.

An RO-Crate 1.1 (https://w3id.org/ro/crate/1.1) in the manner of a Process Run Crate: JSON-LD, flattened, an entity for
each file, input, parameter, package and run. No clock, no place and no user is in it: the same files made from the same
by the same software are told of in the same bytes.
"""

from evaluatie.report.crate.model import Input, Provenance, Run
from evaluatie.report.crate.writing import CRATE, crate_json

__all__ = ["CRATE", "Input", "Provenance", "Run", "crate_json"]
