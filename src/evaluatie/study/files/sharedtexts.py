"""How much the texts of a workbook take once every cell has its own: a workbook keeps a text once for all its cells."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np

_TEXT = re.compile(rb"<(/?)(?:\w{1,20}:)?si(?=[\s>])")
_USE = re.compile(rb"\bt\s?=\s?[\"']s[\"'][^<>]*>\s{0,9}<(?:\w{1,20}:)?v>\s{0,9}([0-9]{1,9})\s{0,9}<")


@dataclass
class Texts:
    """The texts of a workbook, by their lengths.

    Examples
    --------
    >>> texts = Texts()
    >>> texts.see(b'<si><t>often</t></si><c t="s"><v>0</v></c><c t="s"><v>0</v></c>')
    >>> texts.at_most, texts.repeated([b'<c t="s"><v>0</v></c><c t="s"><v>0</v></c>'])
    (32, 32)
    """

    lengths: list[int] = field(default_factory=list)
    _uses: int = 0
    _begin: int = 0
    _seen: int = 0

    @property
    def at_most(self) -> int:
        """Bytes, if every cell had the longest text."""
        return max(self.lengths, default=0) * self._uses

    def see(self, block: bytes) -> None:
        """Take in the next piece of the workbook, cut where a tag begins."""
        self._uses += block.count(b't="s"') + block.count(b"t='s'")
        if b"si" in block:
            for found in _TEXT.finditer(block):
                at = self._seen + found.start()
                if found[1]:
                    self.lengths.append(at - self._begin)
                else:
                    self._begin = at
        self._seen += len(block)

    def repeated(self, blocks: Iterable[bytes]) -> int:
        """Give the bytes that the texts take, counted for every cell of the whole workbook."""
        found = [np.array(_USE.findall(block), dtype="int64") for block in blocks]
        uses = np.bincount(np.concatenate([*found, np.array([], dtype="int64")]), minlength=len(self.lengths))
        return int((uses[: len(self.lengths)] * np.array(self.lengths, dtype="int64")).sum())
