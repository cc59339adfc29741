"""Run one stage of a check and print how long it took: `staged.py NAME -- COMMAND...`."""

import subprocess
import sys
import time


def main() -> int:
    """Run the command after `--`, print its time, return its status."""
    name, _, *command = sys.argv[1:]
    started = time.monotonic()
    status = subprocess.run(command, check=False).returncode
    print(
        f"== {name}: {'ok' if status == 0 else f'failed ({status})'} in {time.monotonic() - started:.1f} s", flush=True
    )
    return status


if __name__ == "__main__":
    sys.exit(main())
