"""`python -m according` is the command line."""

from according.cli import main

main()
