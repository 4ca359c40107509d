"""From a text to what it reports: plain text, tokens, numbers, items, and which p belongs to which statistic."""
