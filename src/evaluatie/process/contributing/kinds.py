"""What a row of a contribution table may be."""

#: Links of the theory: declared before the follow-up opened, after it, or it is not known when
EXPECTED, AFTERWARDS, UNDATED = "expected", "added afterwards", "not dated"
LINKS = (EXPECTED, AFTERWARDS, UNDATED)
#: What the theory does not speak of
UNEXPECTED, NO_THEORY = "change nobody expected", "intervention without theory"
#: Of a link that the evaluator has not judged
NOT_JUDGED = "not judged yet"
