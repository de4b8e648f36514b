"""`python -m ctibridge` is `ctibridge`."""

from ctibridge.cli import main

main()
