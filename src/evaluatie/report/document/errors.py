"""What keeps a document from being made."""

from __future__ import annotations


class DocumentError(Exception):
    """A PDF or Word file cannot be made; the message says which program stopped, and why."""
