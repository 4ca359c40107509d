"""What benchmarks/batch.py is made of: workspaces, ways to make reports, measuring, figures, history, tables."""
