"""``python -m evaluatie.cli`` is the command ``evaluatie``."""

from evaluatie.cli import main

main()
