"""A file's text beside its tree: where a node stands, and the tokens between two nodes."""

from __future__ import annotations

import ast
import io
import tokenize
from bisect import bisect_left
from itertools import accumulate


class Text:
    """Source with its tokens.

    Parameters
    ----------
    source : str
        What stands in the file.
    """

    def __init__(self, source: str) -> None:
        self.source = source
        self.lines = source.splitlines(keepends=True)
        self._begins = [0, *accumulate(map(len, self.lines))]
        read = tokenize.generate_tokens(io.StringIO(source).readline)
        meant = [token for token in read if token.type in (tokenize.OP, tokenize.NAME)]
        self._tokens = [(self._at(*token.start), self._at(*token.end), token.string) for token in meant]
        self._starts = [token[0] for token in self._tokens]

    def span(self, node: ast.AST) -> tuple[int, int]:
        """Give where a node begins and ends, in characters of the file."""
        return self._place(node, "lineno", "col_offset"), self._place(node, "end_lineno", "end_col_offset")

    def of(self, node: ast.AST) -> str:
        """Give what stands there for a node."""
        begin, end = self.span(node)
        return self.source[begin:end]

    def token(self, words: str, begin: int, end: int) -> tuple[int, int]:
        """Give where an operator of one or two words stands between two places."""
        wanted = words.split()
        first = bisect_left(self._starts, begin)
        for place in range(first, len(self._tokens)):
            found = self._tokens[place : place + len(wanted)]
            if not found or found[-1][1] > end:
                break
            if [token[2] for token in found] == wanted:
                return found[0][0], found[-1][1]
        raise ValueError(f"no {words} between {begin} and {end}")

    def line(self, place: int) -> int:
        """Give the line of a place, from 1."""
        return bisect_left(self._begins, place + 1)

    def begin(self, line: int) -> int:
        """Give where a line begins."""
        return self._begins[line - 1]

    def _at(self, line: int, column: int) -> int:
        return self._begins[line - 1] + column

    def _place(self, node: ast.AST, line: str, column: str) -> int:
        row = getattr(node, line)
        return self._at(row, len(self.lines[row - 1].encode()[: getattr(node, column)].decode()))
