"""`python -m bancada.api`: the server alone, without a worker."""

from __future__ import annotations

import sys

from bancada.api.server import run
from bancada.bootstrap import default_settings
from bancada.core.errors import BancadaError


def main() -> int:
    """Serve; returns 0 once it was asked to stop."""
    try:
        run(default_settings())
    except BancadaError as error:
        sys.stderr.write(f"{error}\n")
        return error.exit_code
    except KeyboardInterrupt:
        return 0
    return 0


if __name__ == "__main__":
    sys.exit(main())
