"""Faults that befall a run: one kind of fault per module, each with the ways in which it comes about."""
