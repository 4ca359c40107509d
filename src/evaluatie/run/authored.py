"""The author's texts on their way into a report: held to the policy, the figures, and what they were written on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from evaluatie.run.sections import ExecutedSection
from evaluatie.run.store import digest
from evaluatie.study.authored import AuthoredText, read_texts
from evaluatie.study.problems import Problem, StudyError, did_you_mean

if TYPE_CHECKING:
    from evaluatie.report import AuthoredTexts

Bundle = Mapping[str, Any]
_VALUES = ("estimate", "ci_low", "ci_high", "n", "suppressed")


@dataclass(frozen=True)
class Written:
    """A report's texts, and by file what is kept of each.

    Attributes
    ----------
    texts : AuthoredTexts or None
        What is placed in the report; None where there are none.
    record : dict of str to dict
        ``text``: a digest of what was written; ``figures``: of each figure of its section when that was first seen;
        ``changed``: how many of these are others now.
    """

    texts: AuthoredTexts | None = None
    record: dict[str, dict[str, Any]] = field(default_factory=dict)


def written_texts(
    study: Path,
    sections: Sequence[ExecutedSection],
    before: Mapping[str, Mapping[str, Any]],
    tighten: Sequence[str] = (),
) -> Written:
    """Read the author's texts for a report, and look at what they, titles of sections and code tell.

    Parameters
    ----------
    study : pathlib.Path
        The study folder.
    sections : sequence of ExecutedSection
        The report's sections.
    before : mapping of str to mapping
        What was kept of the texts when the report was made last.
    tighten : sequence of str
        Thresholds that are stricter for this run.

    Returns
    -------
    Written

    Raises
    ------
    StudyError
        A text has another form than it can have, belongs to no section or has figures that its section does not show;
        or a text, title or line of code tells what may not leave. All problems at once.
    """
    bundles = [section.bundle for section in sections]
    texts = read_texts(study)
    problems = [*_in_code(sections), *_astray(texts, bundles), *_figures(texts, bundles)]
    titled = [section for section in sections if "title" in section.bundle]
    if texts or titled:
        problems += policy_problems(study, texts, titled, tighten)
    if problems:
        raise StudyError(problems)
    if not texts:
        return Written()
    from evaluatie.report import AuthoredTexts

    record = {text.file: _kept(text, bundles, before.get(text.file, {})) for text in texts}
    return Written(AuthoredTexts(texts, {file: int(kept["changed"]) for file, kept in record.items()}), record)


def check_texts(study: Path) -> None:
    """Look at what can be told of the author's texts before there is a report: their form, and the policy.

    Raises
    ------
    StudyError
        With all problems at once.
    """
    if (texts := read_texts(study)) and (problems := policy_problems(study, texts)):
        raise StudyError(problems)


def policy_problems(
    study: Path, texts: Iterable[AuthoredText], titled: Iterable[ExecutedSection] = (), tighten: Sequence[str] = ()
) -> list[Problem]:
    """Say what texts, and titles of sections of one's own, tell that may not leave."""
    from evaluatie.disclosure import policy_of
    from evaluatie.disclosure.authored import text_problems, title_problems
    from evaluatie.study import load_study

    about = load_study(study, tighten=tighten)
    policy = policy_of(about)
    return text_problems(texts, about, policy) + [
        Problem(section.name, None, f"title_{language}", message, hint)
        for section in titled
        for language, title in section.bundle["title"].items()
        for message, hint in title_problems(str(title), about, policy)
    ]


def _in_code(sections: Iterable[ExecutedSection]) -> list[Problem]:
    """Say where code, which pages show on request, holds what identifies people."""
    from evaluatie.disclosure.authored import code_problems
    from evaluatie.run.keep import code_of

    hint = "Take it away: the page shows the code of its sections."
    return [
        Problem(section.name, None, f"cell {cell}, line {line}", f"Here stands {kind}.", hint)
        for section in sections
        for cell, source in enumerate(code_of(section.cells), start=1)
        for line, kind in code_problems(source.splitlines())
    ]


def _astray(texts: Iterable[AuthoredText], bundles: Iterable[Bundle]) -> list[Problem]:
    sections = [str(bundle["section"]) for bundle in bundles]
    message = "The report has no section of this name."
    return [
        Problem(text.file, None, None, message, did_you_mean(text.section, sections))
        for text in texts
        if text.section not in sections
    ]


def _figures(texts: Sequence[AuthoredText], bundles: Sequence[Bundle]) -> list[Problem]:
    from evaluatie.report.quoted import Figures, figure_problems

    return figure_problems(texts, Figures(bundles))


def _kept(text: AuthoredText, bundles: Sequence[Bundle], before: Mapping[str, Any]) -> dict[str, Any]:
    """Keep on which figures a text was written: those of the report in which it was first seen as it is."""
    (bundle,) = [bundle for bundle in bundles if bundle["section"] == text.section]
    now = {id_: _print(number) for id_, number in bundle["numbers"].items()}
    written = digest(text.content.encode())
    figures = before["figures"] if before.get("text") == written else now
    changed = sum(figures.get(id_) != now.get(id_) for id_ in {*figures, *now})
    return {"text": written, "figures": figures, "changed": changed}


def _print(number: Mapping[str, Any]) -> str:
    """Give a short digest of what a number shows, as far as anybody can see it."""
    seen = [f"{number[name]:.6g}" if isinstance(number[name], float) else str(number[name]) for name in _VALUES]
    return digest("|".join(seen).encode())[:12]
