"""From a statistic with its printed p to a verdict: the p that its rounding allows, held against what was printed."""
