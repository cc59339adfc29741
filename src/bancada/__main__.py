"""`python -m bancada` is `bancada`."""

from bancada.cli import main

main()
