"""`python -m nuchal` is the command line."""

from nuchal.cli.main import main

main()
