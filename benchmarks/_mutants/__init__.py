"""Mutation testing of the numeric rooms: whether a test notices a small mistake where a figure is computed."""
