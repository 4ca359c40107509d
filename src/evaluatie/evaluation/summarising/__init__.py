"""Section summary: the whole report on one page, by the same judgement and the same numbers."""
