"""One organisation's report on its way: what it is made from, which sections have to run, and its files."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from evaluatie.run.before import keep_version_before
from evaluatie.run.errors import RunError
from evaluatie.run.inputs import MadeFrom, changes, made_from, workbench_of
from evaluatie.run.outcome import ReportFailure, ReportRun
from evaluatie.run.parameters import section_parameters
from evaluatie.run.provenance import origin_of_study
from evaluatie.run.proving import NotProvenError, prove_and_register
from evaluatie.run.report import formats_of, write_report
from evaluatie.run.sections import ExecutedSection
from evaluatie.run.store import ReportRecord, Store, is_whole
from evaluatie.study.authored import study_digest, texts_digest
from evaluatie.study.settings.source import reason
from evaluatie.study.workspace import Workspace

if TYPE_CHECKING:
    from evaluatie.run.authored import Written

_WHAT = {
    "data": "the organisation's files",
    "notebook": "the notebook",
    "parameters": "the parameters",
    "beside": "files beside the notebooks",
    "code": "evaluatie itself",
    "versions": "the installed packages",
}

#: how often sections are made again to hide more; each time fewer figures are left
_ROUNDS = 8


class Making:
    """Makes one report; whoever runs its sections hands them in one by one.

    Parameters
    ----------
    workspace : Workspace
        Where the data and the notebooks are, and the report goes.
    organisation : str
        Whose report it is.
    notebooks : sequence of pathlib.Path
        The notebooks of its sections, in the report's order.
    workbench : mapping of str to str
        What all sections are made from, see :func:`evaluatie.run.inputs.workbench_of`.
    force : bool
        Run every section, also those of which nothing changed.
    tighten : sequence of str
        Thresholds of disclosure that are stricter for this run than study.yml asks for.
    published : callable, optional
        Told the organisation's id when its report is in place.

    Attributes
    ----------
    waiting : deque of pathlib.Path
        Sections that have to run and do not yet.
    running : int
        How many run now.
    errors : dict of str to Exception
        What went wrong so far, by notebook; under "" before any could run.
    tighten : tuple of str
        What its sections hide more than study.yml asks for.
    """

    def __init__(
        self,
        workspace: Workspace,
        organisation: str,
        notebooks: Sequence[Path],
        workbench: MadeFrom,
        *,
        force: bool = False,
        tighten: Sequence[str] = (),
        published: Callable[[str], None] | None = None,
    ) -> None:
        self.organisation = organisation
        self.waiting: deque[Path] = deque()
        self.running = 0
        self.errors: dict[str, Exception] = {}
        self._asked = tuple(tighten)
        self._hidden: tuple[str, ...] = ()
        self._rounds = 0
        self._workspace = workspace
        self._study = workspace.raw(organisation)
        self._folder = workspace.reports / organisation
        self._store = Store(workspace.sections / organisation)
        self._notebooks = tuple(notebooks)
        self._workbench = workbench
        self._force = force
        self._published = published
        self._inputs = self._inputs_now()
        self._sections: dict[str, ExecutedSection] = {}
        self._executed: list[str] = []
        self._hide_as_before()

    @property
    def tighten(self) -> tuple[str, ...]:
        """See above."""
        return (*self._asked, *self._hidden)

    def unchanged(self) -> ReportRun | None:
        """Give the report that stands, if it is whole and was made from what is there now."""
        record = None if self._force else self._store.report()
        if record is None or list(record.made_from.items()) != list(self._inputs.items()):
            return None
        if record.texts_digest != texts_digest(self._study):
            return None
        return self._run(record, written=False) if is_whole(self._folder, record.files) else None

    def missing(self) -> list[Path]:
        """List the notebooks that have to run: of all others their section is kept, made from the very same."""
        return [path for path in self._notebooks if self._force or not self._has(path.name)]

    def begin(self) -> list[Path]:
        """Look once more at what there is, since it may be long ago that this was planned; give what has to run."""
        self._inputs = self._inputs_now()
        if not self._force:
            kept = {path.name: self._store.section(path.name, self._inputs[path.name]) for path in self._notebooks}
            self._sections = {name: section for name, section in kept.items() if section is not None}
        return [path for path in self._notebooks if path.name not in self._sections]

    def inputs_of(self, notebook: str) -> MadeFrom:
        """Give what a section is to be made from."""
        return self._inputs[notebook]

    def take(self, section: ExecutedSection) -> None:
        """Take in a section that ran, and keep it.

        Raises
        ------
        RunError
            What it was made from changed while it ran, or it cannot be kept.
        """
        inputs = self._inputs[section.name]
        (path,) = [path for path in self._notebooks if path.name == section.name]
        now = made_from(study_digest(self._study), path, self._parameters, workbench_of(path.parent))
        if changed := changes(inputs, now):
            what = " and ".join(_WHAT[kind] for kind in changed)
            raise RunError(f"{section.name}: {what} changed while it was made; run this again")
        try:
            self._store.keep_section(section, inputs)
        except OSError as error:
            place = f"data/sections/{self.organisation}"
            raise RunError(f"{place} cannot be written ({reason(error)})") from error
        self._sections[section.name] = section
        self._executed.append(section.name)

    def finish(self) -> ReportRun | ReportFailure | None:
        """Write the report once all sections are there, or tell why it cannot be written.

        Returns
        -------
        ReportRun, ReportFailure or None
            None where its sections have to be made again: what they show gives something away that is hidden, and they
            are to hide more.
        """
        try:
            if self.errors:
                raise _together([self.errors[name] for name in sorted(self.errors)])
            changed = self._changed()
            sections = [self._sections[path.name] for path in self._notebooks]
            read, written = self._texts(sections)
            formats = formats_of(self._study)
            origin = origin_of_study(self._workspace, self.organisation, self._parameters, self._inputs)
            record = write_report(
                self.organisation,
                self._folder,
                sections,
                self._inputs,
                origin,
                proven=self._proven,
                formats=formats,
                texts=written.texts,
            )
            record = replace(record, hidden=list(self._hidden), texts=written.record, texts_digest=read)
            self._keep(record)
            if self._published is not None:
                self._published(self.organisation)
        except NotProvenError as error:
            more = self._more_to_hide(error)
            if not more:
                return ReportFailure(self.organisation, error, older=self._folder.exists())
            self._hidden, self._sections = more, {}
            self._inputs = self._inputs_now()
            return None
        except Exception as error:
            return ReportFailure(self.organisation, error, older=self._folder.exists())
        return self._run(record, changed=changed)

    @property
    def _parameters(self) -> dict[str, object]:
        return section_parameters(self.organisation, self.tighten)

    def _texts(self, sections: Sequence[ExecutedSection]) -> tuple[str, Written]:
        """Read the author's texts, and give a digest of what was read."""
        from evaluatie.run.authored import written_texts

        record = self._store.report()
        before = {} if record is None else record.texts
        read = texts_digest(self._study)
        return read, written_texts(self._study, sections, before, self.tighten)

    def _hide_as_before(self) -> None:
        """Hide what the report that was made from the very same hides: it would be found to give the same away."""
        record = self._store.report()
        if record is None or not record.hidden:
            return
        before, self._hidden = self._inputs, tuple(record.hidden)
        self._inputs = self._inputs_now()
        if self._inputs != record.made_from:
            self._inputs, self._hidden = before, ()

    def _more_to_hide(self, error: NotProvenError) -> tuple[str, ...]:
        """Say what else the sections are to hide; nothing where that does not help."""
        from evaluatie.run.mending import to_hide

        more = tuple(sorted({*self._hidden, *to_hide(error.audit, error.this, self._sections.values())}))
        self._rounds += 1
        return more if more != self._hidden and self._rounds <= _ROUNDS else ()

    def _inputs_now(self) -> dict[str, dict[str, str]]:
        study = study_digest(self._study)
        return {path.name: made_from(study, path, self._parameters, self._workbench) for path in self._notebooks}

    def _has(self, name: str) -> bool:
        return self._store.has_section(name, self._inputs[name])

    def _keep(self, record: ReportRecord) -> None:
        try:
            self._store.keep_report(record)
        except OSError as error:
            told = (
                f"data/sections/{self.organisation} cannot be written ({reason(error)}); the report itself is in place"
            )
            raise RunError(told) from error

    def _proven(self, results: bytes) -> None:
        """Prove that results may leave; what stands is then the version before."""
        prove_and_register(self._workspace.reports, self.organisation, results)
        try:
            keep_version_before(self._workspace, self.organisation, results)
        except OSError as error:
            raise RunError(f"data/sections/{self.organisation} cannot be written ({reason(error)})") from error

    def _changed(self) -> tuple[str, ...]:
        """Name the kinds of input that differ from those of the report made before."""
        record = self._store.report()
        if record is None:
            return ()
        before: Mapping[str, MadeFrom] = record.made_from
        kinds = [kind for name, now in self._inputs.items() for kind in changes(before.get(name, {}), now)]
        kinds += ["texts"] * (record.texts_digest != texts_digest(self._study))
        return tuple(dict.fromkeys(kinds))

    def _run(self, record: ReportRecord, *, changed: tuple[str, ...] = (), written: bool = True) -> ReportRun:
        return ReportRun(
            self.organisation,
            self._folder,
            tuple(self._folder / page for page in record.pages),
            tuple(record.sections),
            tuple(record.dropped),
            executed=tuple(path.name for path in self._notebooks if path.name in self._executed),
            changed=changed,
            written=written,
            notices=record.notices,
        )


def _together(errors: Sequence[Exception]) -> Exception:
    """Tell all failures at once, but what nobody foresaw as it is."""
    unforeseen = [error for error in errors if not isinstance(error, RunError)]
    if unforeseen:
        return unforeseen[0]
    return RunError("\n".join(dict.fromkeys(str(error) for error in errors)))
