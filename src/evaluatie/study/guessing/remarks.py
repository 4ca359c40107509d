"""Remarks in study.yml: on lines of their own, or behind a key."""

from __future__ import annotations

from evaluatie.study.guessing.yamltext import remark

FOLD = 110
_REMARKS = 29  # column of the remarks behind lines


def comment(words: str, indent: int = 0, start: str = "# ") -> list[str]:
    """Fold a comment."""
    lines, line = [], ""
    for word in remark(words).split():
        if line and len(line) + len(word) + 1 > FOLD - indent:
            lines.append(line)
            line = word
        else:
            line = f"{line} {word}".strip()
    return [f"{' ' * indent}{start if place == 0 else '# '}{part}" for place, part in enumerate([*lines, line]) if part]


def noted(line: str, words: str) -> str:
    """Put a remark behind a line."""
    return f"{line:<{_REMARKS}}  # {remark(words)}"
