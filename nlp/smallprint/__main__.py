"""``python -m smallprint``: the command line."""

from smallprint.cli import main

main()
