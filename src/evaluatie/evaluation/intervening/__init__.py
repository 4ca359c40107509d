"""Section interventions: what was done, for whom and how well, and how it relates to what changed."""
