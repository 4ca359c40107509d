"""What a report was made from and with: inputs, software, and the runs that made it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from evaluatie.report.account import arrangement, used_methods
from evaluatie.report.crate.model import Input, Provenance, Run
from evaluatie.report.crate.nodes import (
    COMPOSING,
    EVALUATIE,
    Entity,
    file_id,
    input_id,
    package_id,
    part,
    python_id,
    refs,
    run_id,
    value,
)
from evaluatie.report.reading import Bundle

_DONE = "http://schema.org/CompletedActionStatus"


def inputs(provenance: Provenance) -> Iterator[Entity]:
    """Describe what a report was made from: files that are not in its folder, each by its part, with a digest."""
    for one in [*provenance.inputs, Input("all inputs together", provenance.whole)]:
        digest = f"{input_id(one)}-digest"
        yield {
            "@id": input_id(one),
            "@type": "CreativeWork",
            "name": one.role,
            "description": "Not part of this report's folder.",
            "identifier": {"@id": digest},
        }
        yield value(digest, provenance.scheme, one.digest)


def software(version: str, provenance: Provenance) -> Iterator[Entity]:
    """Describe evaluatie, Python and every package with its version."""
    needed = [python_id(provenance.python), *(package_id(*package) for package in provenance.packages)]
    yield {
        **_application(EVALUATIE, "evaluatie", version),
        "processorRequirements": provenance.machine,
        "identifier": {"@id": f"{EVALUATIE}-code"},
        "softwareRequirements": refs(needed),
    }
    yield value(f"{EVALUATIE}-code", "sha256 of its code", provenance.code)
    language, _, held = provenance.python.partition(" ")
    yield _application(needed[0], language, held)
    yield from (_application(package_id(*package), *package) for package in provenance.packages)


def runs(bundles: Sequence[Bundle], provenance: Provenance) -> Iterator[Entity]:
    """Describe how each section was made: notebook, inputs, parameters, random draws and their seeds."""
    by_section = {str(bundle["section"]): bundle for bundle in bundles}
    made_from = [input_id(one) for one in provenance.inputs]
    for run in provenance.runs:
        source, settings = f"{run_id(run)}-source", list(_settings(run, by_section[run.section]))
        yield {
            "@id": run_id(run),
            "@type": "CreateAction",
            "name": f"Section {run.section}",
            "description": "The notebook was run with these parameters; of its output only what it released is kept.",
            "actionStatus": _DONE,
            "instrument": {"@id": source},
            "object": refs([*made_from, *(setting["@id"] for setting in settings)]),
            "result": {"@id": file_id(f"notebooks/{run.notebook}")},
        }
        yield {
            "@id": source,
            "@type": ["SoftwareApplication", "SoftwareSourceCode"],
            "name": run.notebook,
            "description": "The notebook before it was run; its version is a digest (SHA-256) of its cells.",
            "version": run.digest,
            "programmingLanguage": {"@id": python_id(provenance.python)},
            "softwareRequirements": {"@id": EVALUATIE},
        }
        yield from settings


def composing(files: Mapping[str, bytes], provenance: Provenance) -> Entity:
    """Describe how all other files were made of what the notebooks released."""
    made = [f"notebooks/{run.notebook}" for run in provenance.runs]
    return {
        "@id": COMPOSING,
        "@type": "CreateAction",
        "name": "The report composed",
        "description": "All other files were made from what the notebooks released, and from nothing else.",
        "actionStatus": _DONE,
        "instrument": {"@id": EVALUATIE},
        "object": refs(map(file_id, made)),
        "result": refs(file_id(path) for path in sorted(files) if path not in made),
    }


def _application(id_: str, name: str, version: str) -> Entity:
    return {"@id": id_, "@type": "SoftwareApplication", "name": name, "softwareVersion": version}


def _settings(run: Run, bundle: Bundle) -> Iterator[Entity]:
    for name, held in run.parameters:
        yield value(f"{run_id(run)}-parameter-{part(name)}", name, held)
    drawn = arrangement()["draws"]
    for method in used_methods([bundle]):
        for name, held in drawn.get(method, {}).items():
            yield value(f"{run_id(run)}-{method}-{name}", f"{method}.{name}", held)
