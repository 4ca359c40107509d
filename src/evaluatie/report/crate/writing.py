"""Writing the crate: the descriptor, the dataset and its files, and who it is about."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from evaluatie.report.crate.model import Provenance
from evaluatie.report.crate.nodes import (
    COMPOSING,
    CONTROLLER,
    DATASET,
    LICENCE,
    ORGANISATION,
    Entity,
    file_id,
    refs,
    run_id,
)
from evaluatie.report.crate.origins import composing, inputs, runs, software
from evaluatie.report.filekinds import kind_of
from evaluatie.report.reading import Bundle, Reader

CRATE = "ro-crate-metadata.json"
SPECIFICATION = "https://w3id.org/ro/crate/1.1"
PROFILE = "https://w3id.org/ro/wfrun/process/0.5"
_CONTEXT = [f"{SPECIFICATION}/context", {"sha256": "https://w3id.org/ro/terms/workflow-run#sha256"}]
#: of a report without a dated wave: the year of this version of evaluatie, and no clock
VERSION_YEAR = "2026"
_DIGESTS = {
    "sha256": "Digests of inputs are SHA-256.",
    "hmac-sha256": "Digests of inputs are keyed (HMAC-SHA256): whoever keeps the data can check them, and nobody else "
    "can try out what is in the data.",
}


def crate_json(bundles: Sequence[Bundle], files: Mapping[str, bytes], provenance: Provenance) -> bytes:
    """Write a report's ro-crate-metadata.json.

    Parameters
    ----------
    bundles : sequence of mapping
        The report's bundles.
    files : mapping of str to bytes
        All other files of its folder, by path.
    provenance : Provenance
        What it was made from.

    Returns
    -------
    bytes
        JSON-LD; the same arguments give the same bytes.
    """
    graph = [
        {"@id": CRATE, "@type": "CreativeWork", "about": {"@id": DATASET}, "conformsTo": {"@id": SPECIFICATION}},
        _dataset(bundles[0], files, provenance),
        *_files(files),
        *_people(bundles[0]),
        *inputs(provenance),
        *software(str(bundles[0]["package_version"]), provenance),
        *runs(bundles, provenance),
        composing(files, provenance),
    ]
    return (json.dumps({"@context": _CONTEXT, "@graph": graph}, ensure_ascii=False, indent=1) + "\n").encode()


def _dataset(bundle: Bundle, files: Mapping[str, bytes], provenance: Provenance) -> Entity:
    return {
        "@id": DATASET,
        "@type": "Dataset",
        "name": Reader(bundle, bundle["language"]).title,
        "description": _description(bundle, provenance),
        "datePublished": _last_day(bundle) or VERSION_YEAR,
        "inLanguage": ["nl", "en"],
        "license": {"@id": LICENCE},
        "conformsTo": {"@id": PROFILE},
        **({"publisher": {"@id": CONTROLLER}} if _controller(bundle) else {}),
        "about": refs(id_ for id_, _ in _organisations(bundle)),
        "mentions": refs([*map(run_id, provenance.runs), COMPOSING]),
        "hasPart": refs(map(file_id, sorted(files))),
    }


def _description(bundle: Bundle, provenance: Provenance) -> str:
    when = "that of the last measurement" if _last_day(bundle) else "the year of that version: no measurement is dated"
    return (
        f"Evaluation report made by evaluatie {bundle['package_version']}: pages, numbers and executed notebooks. "
        f"The date is {when}; on which day it was made is told nowhere, so that it can be made again as it is. "
        f"{_DIGESTS[provenance.scheme]}"
    )


def _files(files: Mapping[str, bytes]) -> Iterator[Entity]:
    for path, content in sorted(files.items()):
        name, encoding = kind_of(path)
        yield {
            "@id": file_id(path),
            "@type": "File",
            "name": name,
            "encodingFormat": encoding,
            "contentSize": str(len(content)),
            "sha256": hashlib.sha256(content).hexdigest(),
        }


def _people(bundle: Bundle) -> Iterator[Entity]:
    yield {"@id": PROFILE, "@type": "CreativeWork", "name": "Process Run Crate", "version": "0.5"}
    yield {
        "@id": LICENCE,
        "@type": "CreativeWork",
        "name": "No licence was given",
        "description": "Nothing says that these files may be passed on or used anew: ask the organisation.",
    }
    for id_, one in _organisations(bundle):
        yield {"@id": id_, "@type": "Organization", "name": one["name"], "identifier": one["id"]}
    if controller := _controller(bundle):
        yield {"@id": CONTROLLER, "@type": "Organization", "name": controller}


def _organisations(bundle: Bundle) -> list[tuple[str, Mapping[str, Any]]]:
    if "organisations" in bundle:
        return [(f"{ORGANISATION}-{one['id']}", one) for one in bundle["organisations"]]
    return [(ORGANISATION, bundle["organisation"])]


def _controller(bundle: Bundle) -> str | None:
    told: Mapping[str, str | None] = bundle.get("privacy", {})
    return told.get("controller")


def _last_day(bundle: Bundle) -> str | None:
    return max((wave["date"] for wave in bundle.get("waves", ()) if wave["date"] is not None), default=None)
