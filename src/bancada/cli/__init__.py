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
    os.environ.setdefault(
        "TF_CPP_MIN_LOG_LEVEL", "2"
    )  # TensorFlow's notes to its own makers, where it is loaded at all
    try:
        app(standalone_mode=True)
    except BancadaError as error:
        sys.exit(fail(error))
    except KeyboardInterrupt:
        sys.exit(fail(Cancelled()))
    except BrokenPipeError:  # the reader of a pipe went away, as `head` does
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)


def _quiet_tensorflow() -> None:
    """Keep TensorFlow's notes to its makers off the terminal, where it is loaded at all, in the processes that it is loaded in.

    Its oneDNN kernels, which it announces at every start, add in another order from machine to machine and made no training quicker.
    """
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
    os.environ.setdefault("TF_ENABLE_ONEDNN_OPTS", "0")
