"""What an audit is given: results.json files, parsed or not, folders of them, registers, and bundles."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from evaluatie.disclosure.register import Register
from evaluatie.disclosure.released import Released, rounded
from evaluatie.resultsfile import CHECKSUM, RESULTS, SCHEMA, checksum_of, content_of, parsed
from evaluatie.study import Problem, StudyError
from evaluatie.study.workspace import SYNTHESIS

_SCHEMAS = ("evaluatie/results/", "evaluatie/synthesis/")
#: more people, or more of anything squared, no report is about
_LARGEST = 10**9
_NUMBER = {"id", "outcome", "group", "waves", "term", "estimate", "n", "suppressed", "section", "method"}
Release = Mapping[str, Any]
#: a parsed results.json, a file or folder, what one notebook released, or an organisation's register
Source = Mapping[str, Any] | Path | str | Released | Register


def contents_of(sources: Source | Iterable[Source]) -> list[Release]:
    """Read and check every release; an organisation may be there more than once.

    Parameters
    ----------
    sources : Source or iterable of Source
        What was released, in the order of time.

    Returns
    -------
    list of mapping
        As results.json has it.

    Raises
    ------
    StudyError
        A release cannot be read; all problems at once.
    """
    found: list[Release] = []
    problems: list[Problem] = []
    given = [sources] if isinstance(sources, Mapping | Path | str | Released | Register) else list(sources)
    for number, source in enumerate(_one_by_one(given), start=1):
        name = str(Path(source).name) if isinstance(source, Path | str) else f"release {number}"
        try:
            found += _read(source, name)
        except StudyError as error:
            problems += [replace(problem, file=f"{name}: {problem.file}") for problem in error.problems]
        except (OSError, ValueError, TypeError) as error:
            hint = "Give results.json files as evaluatie writes them."
            problems.append(Problem(name, None, None, f"This release cannot be read ({type(error).__name__}).", hint))
    if problems:
        raise StudyError(problems)
    return found


def labels_of(contents: Sequence[Release]) -> list[str]:
    """Name every release; where an organisation has several, by their order."""
    names = [str(content.get("organisation", {"id": SYNTHESIS})["id"]) for content in contents]
    labels = []
    for at, name in enumerate(names):
        total, number = names.count(name), names[: at + 1].count(name)
        labels.append(name if total == 1 else f"{name} (release {number} of {total})")
    return labels


def changed(content: Release) -> bool:
    """Tell whether a release was changed after it was made: its checksum does not match."""
    return CHECKSUM in content and content[CHECKSUM] != checksum_of(content)


def _one_by_one(sources: Iterable[Source]) -> Iterator[Source | list[Mapping[str, Any]]]:
    """Take bundles of one organisation's sections together: they are one release."""
    together: list[Mapping[str, Any]] = []
    for source in sources:
        bundle = _bundle(source)
        if together and (bundle is None or _apart(bundle, together)):
            yield together
            together = []
        if bundle is not None:
            together.append(bundle)
        elif isinstance(source, Path | str) and Path(source).is_dir():
            here = Path(source) / RESULTS
            yield from [here] if here.is_file() else sorted(Path(source).glob(f"[!.]*/{RESULTS}")) or [here]
        else:
            yield source
    if together:
        yield together


def _bundle(source: object) -> Mapping[str, Any] | None:
    if isinstance(source, Released):
        return source.bundle
    return source if isinstance(source, Mapping) and {"numbers", "section"} <= source.keys() else None


def _apart(bundle: Mapping[str, Any], together: Sequence[Mapping[str, Any]]) -> bool:
    """Tell whether a bundle belongs to another report than those before it."""
    names = ("organisation", "organisations")
    other = any(bundle.get(name) != together[0].get(name) for name in names)
    return other or bundle["section"] in {one["section"] for one in together}


def _read(source: Source | list[Mapping[str, Any]], name: str) -> list[Release]:
    if isinstance(source, Register):
        return list(source.releases())
    if isinstance(source, list):
        return [_of_bundles(source)]
    if isinstance(source, Path | str) and Path(source).suffix == ".jsonl":
        return list(Register.read(Path(source).stem, _bytes(source)).releases())
    content = source if isinstance(source, Mapping) else parsed(_bytes(source))
    _check(content, name)
    return [content]


def _bytes(source: object) -> bytes:
    if not isinstance(source, Path | str):
        raise TypeError("a release is a parsed results.json, or where it is")
    return content_of(Path(source))


def _of_bundles(bundles: Sequence[Mapping[str, Any]]) -> Release:
    """Write bundles as results.json has them."""
    first = bundles[0]
    kind = SCHEMA if "organisation" in first else f"{_SCHEMAS[1]}1"
    names = ("organisation", "organisations", "language", "policy", "waves", "linking", "plan", "outcomes")
    rows = [row for bundle in bundles for row in _rows(bundle)]
    return {"schema": kind, **{name: first[name] for name in names if name in first}, "results": rows}


def _rows(bundle: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    for id_, number in sorted(bundle["numbers"].items()):
        everyone = number["characteristic"] == "all"
        yield {
            **number,
            "id": id_,
            "section": bundle["section"],
            "group": "all" if everyone else f"{number['characteristic']}={number['level']}",
            "estimate": rounded(number["estimate"]),
        }


def _check(content: Any, name: str) -> None:
    """Go through all that an attack uses: also of releases of earlier versions, which somebody may still have.

    A checksum that does not match is no reason to look away: what was changed is attacked as it stands.
    """
    schema = str(content.get("schema")) if isinstance(content, Mapping) else ""
    if not schema.startswith(_SCHEMAS):
        message = f"This is no release: its schema is {schema or 'not there'}."
        raise StudyError([Problem(name, None, None, message, "Give results.json files as evaluatie writes them.")])
    try:
        _check_parts(content)
    except (KeyError, TypeError, ValueError, AttributeError, IndexError):
        message = "This release is damaged: something is missing, or is not what it should be."
        hint = "Make it anew with: evaluatie report ORG --force, or evaluatie synthesis --force."
        raise StudyError([Problem(name, None, None, message, hint)]) from None


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < _LARGEST**2


def _check_parts(content: Mapping[str, Any]) -> None:
    parts = [(content["policy"], {"preset", "minimum_group"})]
    if str(content["schema"]).startswith(_SCHEMAS[0]):
        parts += [(content["organisation"], {"id"}), (content["plan"], set())]
        parts += [(wave, {"id", "date"}) for wave in content["waves"]]
    else:
        parts += [(member, {"id"}) for member in content["organisations"]]
    parts += [(row, _NUMBER) for row in content["results"]]
    if not all(names <= part.keys() for part, names in parts):
        raise KeyError("something is missing")
    waves = {wave["id"] for wave in content["waves"]} if "waves" in content else None
    if type(content["policy"]["minimum_group"]) is not int or not 1 <= content["policy"]["minimum_group"] <= _LARGEST:
        raise ValueError("a policy without a minimum")
    for row in content["results"]:
        if not isinstance(row["waves"], list | tuple) or not all(isinstance(wave, str) for wave in row["waves"]):
            raise TypeError("waves that are none")
        if waves is not None and not waves.issuperset(row["waves"]):
            raise ValueError("a wave that is none")
        if not all(isinstance(row[name], str) for name in ("id", "group", "term", "section")):
            raise TypeError("a number without a name")
        if not all(row[name] is None or isinstance(row[name], str) for name in ("outcome", "method", "suppressed")):
            raise TypeError("a number that is about nothing")
        if not all(row[name] is None or _is_number(row[name]) for name in ("estimate", "n")):
            raise TypeError("a number is none")
    if not all(float(about["low"]) < float(about["high"]) for about in content["outcomes"].values()):
        raise ValueError("an outcome without a range")
