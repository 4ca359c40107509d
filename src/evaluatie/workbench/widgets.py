"""The parts of the start page that ipywidgets draws: which there are, how they lie, and what they are called."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from evaluatie.report.wording import Wording
from evaluatie.workbench import showing

STEPS = ("organisation", "check", "run", "open", "try", "code")


class Widgets:
    """The widgets of the start page.

    Attributes
    ----------
    language, organisation, what, section, field : ipywidgets.Dropdown
        The choices.
    refresh, check, run, compare : ipywidgets.Button
        The buttons.
    progress : ipywidgets.IntProgress
        How far a report is.
    value : ipywidgets.HBox
        Holds the widget for another value of a setting.
    answers : dict of str to ipywidgets.HTML
        What each step shows, by its name; ``value`` what is told of a setting.
    page : ipywidgets.VBox
        All together.
    """

    def __init__(self) -> None:
        import ipywidgets

        self._made = ipywidgets
        self.language = self._dropdown(options=[("Nederlands", "nl"), ("English", "en")])
        self.organisation, self.what, self.section, self.field = (self._dropdown() for _ in range(4))
        self.refresh, self.check, self.run, self.compare = (ipywidgets.Button() for _ in range(4))
        self.progress = ipywidgets.IntProgress(layout={"width": "24rem", "visibility": "hidden"})
        self.value = ipywidgets.HBox()
        self.opening = ipywidgets.HTML()
        self.headings = {step: ipywidgets.HTML() for step in STEPS}
        self.answers = {step: ipywidgets.HTML() for step in (*STEPS, "value", "step")}
        rows = {
            "organisation": [self.organisation, self.refresh], "check": [self.check], "run": [self.what, self.run],
            "open": [], "try": [self.section, self.field, self.value, self.compare], "code": [],
        }  # fmt: skip
        self.page = ipywidgets.VBox(
            [self._box([self.language]), self.opening, *(self._step(step, rows[step]) for step in STEPS)]
        )
        self.page.add_class("evaluatie-panel")

    def name(self, words: Wording) -> None:
        """Give every widget its name in a language."""
        say = words.text
        self.opening.value = str(showing.looks(words))
        for step, heading in self.headings.items():
            heading.value = str(showing.heading(words, step))
        self.language.description = say("start.language")
        self.organisation.description, self.what.description = say("organisation.label"), say("run.label")
        self.section.description, self.field.description = say("try.section"), say("try.field")
        self.refresh.description, self.check.description = say("organisation.refresh"), say("check.button")
        self.run.description, self.compare.description = say("run.button"), say("try.button")
        self.progress.description = say("run.progress")

    def show_value(self, label: str, kind: str, value: Any, low: float, high: float) -> None:
        """Show a widget for another value of a setting."""
        common = {"description": label, "style": {"description_width": "initial"}}
        match kind:
            case "whole":
                one = self._made.BoundedIntText(value=value, min=int(low), max=int(high), **common)
            case "number" | "share":
                one = self._made.BoundedFloatText(value=value, min=low, max=high, step=0.05, **common)
            case "list":
                one = self._made.Text(value=", ".join(value), **common)
            case _:
                one = self._made.Text(value=value, **common)
        self.value.children = (one,)

    def on_click(self, button: Any, does: Callable[[], None]) -> None:
        """Have a button do something once at a time: all buttons rest while it is done."""

        def clicked(_: Any) -> None:
            buttons = (self.refresh, self.check, self.run, self.compare)
            for one in buttons:
                one.disabled = True
            try:
                does()
            finally:
                for one in buttons:
                    one.disabled = False

        button.on_click(clicked)

    def _dropdown(self, **options: Any) -> Any:
        return self._made.Dropdown(
            style={"description_width": "initial"}, layout={"width": "auto", "max_width": "100%"}, **options
        )

    def _box(self, row: list[Any]) -> Any:
        box = self._made.Box(row)
        box.add_class("evaluatie-controls")
        return box

    def _step(self, step: str, row: list[Any]) -> Any:
        between = {"run": [self.progress, self.answers["step"]], "try": [self.answers["value"]]}.get(step, [])
        parts = [self.headings[step], *([self._box(row)] if row else []), *between, self.answers[step]]
        return self._made.VBox(parts)
