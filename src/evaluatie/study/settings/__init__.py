"""study.yml: its model, and everything that can be wrong with it."""
