"""Cells that would keep a pattern searching for hours: whatever looks at a cell is done with it at once.

In a process of its own, which is ended where that takes minutes: a pattern that goes back over what it has read takes
a thousand times as long for the longest cell that a file can hold.
"""

from __future__ import annotations

import subprocess
import sys

LONGEST = 40_000
LOOKS = """
import pandas as pd
from evaluatie.study.aggregates.names import _SPLIT
from evaluatie.study.aggregates.printed import read_printed
from evaluatie.study.answers import number_of, read_numbers
from evaluatie.study.codes import code_text, folded
from evaluatie.study.files.cellplaces import extent, is_far, lacks_places
from evaluatie.study.files.csvfile import read_csv
from evaluatie.study.files.dates import read_dates
from evaluatie.study.files.excelfaults import _ATTRIBUTE, _ERROR, _RELATION, _SHEET
from evaluatie.study.files.sharedtexts import Texts
from evaluatie.study.files.suppliers import heading_of
from evaluatie.study.gate.identifiercells import personal_cells
from evaluatie.study.gate.namecells import is_name
from evaluatie.study.problems import quoted
from evaluatie.study.settings.source import _DECIMAL, _INTEGER

for cell in CELLS:
    column = pd.Series([cell] * 5)
    for look in (code_text, folded, is_name, quoted, _INTEGER.fullmatch, _DECIMAL.fullmatch):
        look(cell)
    number_of(cell, False), number_of(cell, True)
    read_printed(cell, decimal_comma=True)
    read_dates(column)
    personal_cells([cell, cell + "x", "3"])
    _SPLIT.split(cell, maxsplit=1)
    heading_of([cell, "Status"], [[cell, cell]])
    raw = cell.encode()
    is_far(raw), lacks_places(raw), extent([raw], lacking=True), extent([raw], lacking=False)
    Texts().see(raw), Texts().repeated([raw])
    _ERROR.findall(raw), _SHEET.findall(cell), _RELATION.findall(cell), _ATTRIBUTE.findall(cell)
print("done")
"""
PIECES = (
    "a", "1", " ", "-", ".", "a ", "1 ", "1-", "a.", "a@", "+", "(", "06 ", "31-", "1.", "1:", "NL", "bsn ", "om ",
    "1 jan ", "<c ", "<c r=", '<c r="A', '<c t="s"><v>1', "<si>", "<a:", "r='", "é", "lastpage.",
)  # fmt: skip


def test_no_cell_keeps_a_pattern_searching() -> None:
    code = f"CELLS = [(piece * {LONGEST})[:{LONGEST}] + end for piece in {PIECES!r} for end in ('', '!')]\n{LOOKS}"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=300, check=False)
    assert done.stdout.strip() == "done", done.stderr[-2000:]
