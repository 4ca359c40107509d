"""The start page itself: what its buttons do."""

from __future__ import annotations

import threading
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from evaluatie.report.numerals import Numerals
from evaluatie.report.wording import Wording, load_wording
from evaluatie.run.errors import RunError
from evaluatie.run.parameters import TIGHTEN, ParameterError
from evaluatie.study.problems import StudyError, visible
from evaluatie.study.workspace import Workspace, find_workspace
from evaluatie.workbench import checking, fields, lines, showing
from evaluatie.workbench.comparing import compared
from evaluatie.workbench.running import hidden_already, parameters_of, released_by
from evaluatie.workbench.sections import SectionNotebook, sections_in
from evaluatie.workbench.widgets import Widgets
from evaluatie.workbench.words import load_words

if TYPE_CHECKING:
    from evaluatie.run.outcome import State

_WHOLE = ""


def start(language: str = "nl") -> Any:
    """Show the start page of the workbench: check, make, open and try out reports without writing code.

    Parameters
    ----------
    language : str
        ``"nl"`` or ``"en"``; it can be changed on the page.

    Returns
    -------
    ipywidgets.Widget
        In JupyterLab it shows itself. It needs ``pip install 'evaluatie[lab]'``.

    Raises
    ------
    StudyError
        There is no workspace here: a folder that holds ``data/raw``.
    """
    return Panel(find_workspace(), language).widgets.page


class Panel:
    """The start page of a workspace.

    Parameters
    ----------
    workspace : Workspace
        The workspace.
    language : str
        In which language it begins.

    Attributes
    ----------
    widgets : Widgets
        What is on it.
    """

    def __init__(self, workspace: Workspace, language: str = "nl") -> None:
        self._workspace = workspace
        self._fields: tuple[fields.Field, ...] = ()
        self._again: dict[str, Callable[[], Markup]] = {}
        self.widgets = made = Widgets()
        made.language.value = language
        self._list_organisations()
        self._rename()
        made.language.observe(lambda _: self._rename(), "value")
        made.organisation.observe(lambda _: self._chosen(), "value")
        made.section.observe(lambda _: self._list_fields(), "value")
        made.field.observe(lambda _: self._show_field(), "value")
        actions = ((made.refresh, self._list_organisations), (made.check, self._check),
                   (made.run, self._run), (made.compare, self._compare))  # fmt: skip
        for button, does in actions:
            made.on_click(button, does)

    @property
    def _words(self) -> Wording:
        return load_words(self.widgets.language.value)

    @property
    def _organisation(self) -> str:
        return str(self.widgets.organisation.value or "")

    def _show(self, step: str, made: Callable[[], Markup]) -> None:
        """Show something in answer to a step; it is made again when the language is changed."""
        self._again[step] = made
        self.widgets.answers[step].value = str(made())

    def _say(self, step: str, kind: str, key: str, **slots: str) -> None:
        self._show(step, lambda: showing.message(self._words, kind, self._words.text(key, **slots)))

    def _rename(self) -> None:
        """Say everything in the language that was chosen."""
        self.widgets.name(self._words)
        self._list_sections()
        if "code" not in self._again:
            self._show("code", lambda: showing.message(self._words, "note", self._words.text("code.none")))
        for step, made in self._again.items():
            self.widgets.answers[step].value = str(made())
        self._list_fields()

    def _list_organisations(self) -> None:
        there, before = self._workspace.organisations(), self.widgets.organisation.value
        self.widgets.organisation.options = there
        if there:
            self.widgets.organisation.value = before if before in there else there[0]
            self._show("organisation", Markup)
        else:
            self._say("organisation", "note", "organisation.none")
        self._chosen()

    def _chosen(self) -> None:
        """Begin anew with another organisation."""
        for step in ("check", "run", "try", "step"):
            self._show(step, Markup)
        self._show("open", lambda: showing.pages(self._words, self._workspace, self._organisation))
        self._list_fields()

    def _list_sections(self) -> None:
        made = self.widgets
        try:
            there = sections_in(self._workspace.notebooks, made.language.value)
        except RunError as error:
            failed = error
            self._show("run", lambda: self._told(failed))
            there = ()
        titles = [(section.title, section.name) for section in there]
        for choice, options in (
            (made.what, [(self._words.text("run.whole"), _WHOLE), *titles]),
            (made.section, titles),
        ):
            before = choice.value
            choice.options = options
            known = [value for _, value in options]
            choice.value = before if before in known else next(iter(known), None)

    def _section(self, name: str) -> SectionNotebook:
        there = sections_in(self._workspace.notebooks, self.widgets.language.value)
        return next(section for section in there if section.name == name)

    def _check(self) -> None:
        self._say("check", "busy", "check.busy")
        with self._telling("check"):
            found = checking.check(self._workspace, self._organisation)
            self._show("check", lambda: showing.checked(self._words, found))
            self._show_lines(lines.check_lines(self._organisation))
        self._list_fields()

    def _run(self) -> None:
        if self.widgets.what.value == _WHOLE:
            self._run_report()
        else:
            self._run_section(self._section(self.widgets.what.value))

    def _run_section(self, section: SectionNotebook) -> None:
        self._say("run", "busy", "run.busy_section", title=section.title)
        with self._telling("run", section.path.name):
            given = parameters_of(self._workspace, self._organisation)
            bundle = released_by(section.path, given).bundle

            def shown() -> Markup:
                told = self._words.text("run.section_done", title=self._section(section.name).title)
                return showing.message(self._words, "good", told) + showing.section(self._words, bundle, "section-")

            self._show("run", shown)
            self._show_lines(lines.section_lines(section.path, {"organisation": self._organisation}))

    def _run_report(self) -> None:
        from evaluatie.run import run_report

        self._say("run", "busy", "run.busy_report")
        with self._telling("run"), _heard() as notices, self._progress() as progress:
            made = run_report(self._organisation, root=self._workspace.root, progress=progress)
            done = "run.report_done" if made.written else "run.report_same"

            def shown() -> Markup:
                say = self._words.text
                parts = [showing.message(self._words, "good", say(done))]
                if made.dropped:
                    parts.append(
                        showing.message(self._words, "note", say("run.left_out", number=str(len(made.dropped))))
                    )
                parts += [showing.message(self._words, "note", say("run.notice", text=text)) for text in notices]
                return Markup("").join(parts)

            self._show("run", shown)
            self._show_lines(lines.report_lines(self._organisation))
        self._show("open", lambda: showing.pages(self._words, self._workspace, self._organisation))

    @contextmanager
    def _progress(self) -> Iterator[Callable[[str, str, State], None]]:
        """Show how many sections are done while a report is made; told from several threads."""
        bar, lock, counts = self.widgets.progress, threading.Lock(), {"waiting": 0, "done": 0}

        def tell(_: str, notebook: str, state: State) -> None:
            if not notebook or state not in ("waiting", "done", "failed", "called off"):
                return
            with lock:
                counts["waiting" if state == "waiting" else "done"] += 1
                bar.max, bar.value = max(1, counts["waiting"]), counts["done"]
                self._say("step", "busy", "run.step", done=str(counts["done"]), all=str(counts["waiting"]))

        bar.value, bar.layout.visibility = 0, "visible"
        try:
            yield tell
        finally:
            bar.layout.visibility = "hidden"
            self._show("step", Markup)

    def _list_fields(self) -> None:
        """List what can be changed about the section that was chosen; nothing while the files are not right."""
        from evaluatie.disclosure import policy_of
        from evaluatie.study import load_study

        made = self.widgets
        self._fields = ()
        if self._organisation and made.section.value:
            try:
                study = load_study(self._workspace.study_folder(self._organisation))
                self._fields = fields.fields_of(self._section(made.section.value).path, study, policy_of(study))
            except (StudyError, RunError):
                self._fields = ()
        before = made.field.value
        made.field.options = [(self._named(field), field.name) for field in self._fields]
        if before in [field.name for field in self._fields]:
            made.field.value = before
        self._show_field()

    def _field(self) -> fields.Field | None:
        return next((field for field in self._fields if field.name == self.widgets.field.value), None)

    def _named(self, field: fields.Field) -> str:
        key = f"field.{field.name}"
        return self._words.text(key) if key in self._words.texts else field.name

    def _written(self, value: fields.Value) -> str:
        if isinstance(value, list):
            return ", ".join(value) or "–"
        return value if isinstance(value, str) else Numerals(load_wording(self._words.language)).setting(value)

    def _show_field(self) -> None:
        field, words = self._field(), self._words
        if field is None:
            self.widgets.value.children = ()
            self.widgets.answers["value"].value = str(showing.message(words, "note", words.text("try.not_now")))
            return
        self.widgets.show_value(words.text("try.value"), field.kind, field.value, field.low, field.high)
        value = self._written(field.value)
        key = "now" if not field.threshold else "stricter_high" if field.high == field.value else "stricter_low"
        told = words.text(f"try.{key}", value=value)
        if field.options:
            told = f"{told} {words.text('try.list', options=', '.join(field.options))}"
        self.widgets.answers["value"].value = str(showing.message(words, "note", told))

    def _compare(self) -> None:
        field = self._field()
        if field is None:
            self._say("try", "note", "try.not_now")
            return
        section, value = self._section(self.widgets.section.value), _read(field, self.widgets.value.children[0].value)
        if value == field.value:
            self._say("try", "note", "try.same")
            return
        self._say("try", "busy", "try.busy")
        with self._telling("try", section.path.name):
            asked = field.asked(value)
            before, after = self._both(section, asked)
            if after is None:
                self._say("try", "bad", "try.unsafe")
                return

            def shown() -> Markup:
                found = compared(before, after, self._words.language)
                setting = (self._named(field), self._written(field.value), self._written(value))
                return showing.comparison(self._words, found, before, after, setting)

            self._show("try", shown)
            of = {"organisation": self._organisation}
            self._show_lines(lines.comparison_lines(section.path, of, of | asked))

    def _both(self, section: SectionNotebook, asked: dict[str, object]) -> tuple[dict[str, Any], dict[str, Any] | None]:
        """Make a section as it is, and as it is asked for; of people of whom it hides something now, it still does."""
        workspace, organisation = self._workspace, self._organisation
        before = released_by(section.path, parameters_of(workspace, organisation)).bundle
        thresholds = asked.get(TIGHTEN, [])
        if not isinstance(thresholds, list) or not thresholds:
            return before, released_by(section.path, parameters_of(workspace, organisation) | asked).bundle
        already = hidden_already(workspace, organisation)
        given = parameters_of(workspace, organisation, [*thresholds, *already])
        if not set(already) <= set(hidden_already(workspace, organisation, given)):
            return before, None
        return before, released_by(section.path, given).bundle

    def _show_lines(self, code: str) -> None:
        self._show("code", lambda: showing.code(self._words, code))

    @contextmanager
    def _telling(self, step: str, notebook: str = "") -> Iterator[None]:
        """Say in one clear message what went wrong, if anything does."""
        try:
            yield
        except KeyboardInterrupt:
            self._say(step, "bad", "failed.stopped")
        except Exception as error:
            failed = error  # the name of an except clause is gone when its message is made again
            self._show(step, lambda: self._told(failed, notebook))

    def _told(self, error: Exception, notebook: str = "") -> Markup:
        from evaluatie.disclosure.strict import NotReleasable

        words = self._words
        if isinstance(error, StudyError):
            return showing.problems(words, error.problems)
        if isinstance(error, RunError | ParameterError | NotReleasable):
            return showing.message(words, "bad", words.text("failed.said", text=visible(str(error))))
        told = words.text("failed.unforeseen", kind=type(error).__name__, name=notebook)
        return showing.message(words, "bad", told)


@contextmanager
def _heard() -> Iterator[list[str]]:
    """Gather what a run has to tell."""
    from evaluatie.run.errors import RunWarning

    heard: list[str] = []
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        warnings.simplefilter("always", RunWarning)
        warnings.showwarning = lambda message, *_, **__: heard.append(str(message))
        yield heard


def _read(field: fields.Field, value: Any) -> fields.Value:
    if field.kind == "list":
        return [part.strip() for part in str(value).split(",") if part.strip()]
    return round(float(value), 6) if field.kind in ("number", "share") else value
