"""Whether any correlation matrix lies within the rounding of a printed one."""
