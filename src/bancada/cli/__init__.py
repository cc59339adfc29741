"""The shell's door: commands that find the Bench, call one use case and print. No logic of its own.

Exit codes: 0 done, 2 usage, 3 bad input, 4 not found, 5 exists, 6 refused, 130 cancelled.
"""

from __future__ import annotations

import os
import sys

from bancada.cli.app import app
from bancada.cli.output import fail
from bancada.core.errors import BancadaError, Cancelled

__all__ = ["main"]


def main() -> None:
    """Run the command line, turning errors into one sentence and an exit code."""
    try:
        app(standalone_mode=True)
    except BancadaError as error:
        sys.exit(fail(error))
    except KeyboardInterrupt:
        sys.exit(fail(Cancelled()))
    except BrokenPipeError:  # the reader of a pipe went away, as `head` does
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)
