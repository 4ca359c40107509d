"""Published findings, recomputed and audited; statistics as printed, checked; organisations followed over the years."""
