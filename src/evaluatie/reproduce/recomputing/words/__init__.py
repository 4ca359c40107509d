"""Words that are data: one table per kind of text, in Dutch and in English."""
