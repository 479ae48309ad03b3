#!/usr/bin/env python3
"""On a terminal `luarig test` shows how far it is, and takes the bar away again. Elsewhere it shows nothing.

    progress.py LUARIG
"""

import os
import pathlib
import pty
import subprocess
import sys
import tempfile

# A fifth of a second of CPU each, however fast the machine is.
SUITE = """{"tests": [{"name": "takes long", "cases": [%s], "steps": [
  {"eval": [{"text": "local t = os.clock() while os.clock() - t < 0.2 do end return 1"}], "reply": 1}]}]}"""
CASES = ", ".join(f'{{"name": "{n}"}}' for n in range(10))


def on_terminal(command, folder):
    """Standard error as a terminal gets it, and standard output."""
    ours, theirs = pty.openpty()
    with subprocess.Popen(command, cwd=folder, stdout=subprocess.PIPE, stderr=theirs, stdin=subprocess.DEVNULL) as process:
        os.close(theirs)
        shown = b""
        while True:
            try:
                part = os.read(ours, 4096)
            except OSError:  # the other end is closed
                break
            if not part:
                break
            shown += part
        out = process.stdout.read()
    os.close(ours)
    return shown, out


def main():
    program = pathlib.Path(sys.argv[1]).resolve()
    with tempfile.TemporaryDirectory() as folder:
        (pathlib.Path(folder) / "long.test.json").write_text(SUITE % CASES)
        command = [program, "test", "--no-project"]
        shown, out = on_terminal(command, folder)
        quiet = subprocess.run(command, cwd=folder, capture_output=True, check=False)
    failures = []
    if b"\rtests [" not in shown or b"%" not in shown:
        failures.append(f"no bar on a terminal: {shown!r}")
    if not shown.endswith(b"\r\x1b[K"):
        failures.append(f"the bar stays: {shown!r}")
    if b"10 passed" not in out or b"[" in out:
        failures.append(f"standard output: {out!r}")
    if quiet.stderr:
        failures.append(f"a bar where there is no terminal: {quiet.stderr!r}")
    for failure in failures:
        print(failure)
    print(f"{4 - len(failures)} passed, {len(failures)} failed")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
