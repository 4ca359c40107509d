"""In IPython a released section shows itself as the reader will see it."""

from __future__ import annotations

from types import SimpleNamespace

from IPython.core.formatters import DisplayFormatter

from evaluatie.disclosure import MIME, Released
from evaluatie.report import preview, render_section


def test_a_released_section_is_rendered_in_its_own_language(change):
    formatter = DisplayFormatter()
    preview.register(SimpleNamespace(display_formatter=formatter))
    shown, _ = formatter.format(Released(change))
    assert shown["text/html"] == render_section(change, "nl")
    assert shown[MIME] == change
    assert "Wat veranderde er?" in shown["text/html"]
