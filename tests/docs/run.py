#!/usr/bin/env python3
"""Checks that the sessions shown in Markdown files are true.

    run.py PROGRAM FILE.md ...

A session is an indented block: `$ luarig ...`, then what a terminal shows, standard output and
standard error together. Commands run from the root of the sources.
"""

import difflib
import pathlib
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
INDENT = "    "
PROMPT = INDENT + "$ luarig "
SECONDS = 60


def sessions(text):
    """Yields (line number, command, expected lines)."""
    lines = text.splitlines()
    for start, line in enumerate(lines):
        if not line.startswith(PROMPT):
            continue
        expected = []
        for shown in lines[start + 1:]:
            if shown.strip() and not shown.startswith(INDENT) or shown.startswith(PROMPT):
                break
            expected.append(shown[len(INDENT):].rstrip())
        while expected and not expected[-1]:
            expected.pop()
        yield start + 1, line[len(INDENT) + 2:], expected


def main():
    program = pathlib.Path(sys.argv[1]).resolve()
    env = {"PATH": f"{program.parent}:/usr/bin:/bin", "LC_ALL": "C.UTF-8"}
    checked = failed = 0
    for name in sys.argv[2:]:
        for number, command, expected in sessions((ROOT / name).read_text()):
            done = subprocess.run(["/bin/sh", "-c", command], cwd=ROOT, env=env, timeout=SECONDS, check=False,
                                  stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
            shown = [line.rstrip() for line in done.stdout.decode(errors="backslashreplace").splitlines()]
            checked += 1
            if shown != expected:
                failed += 1
                print(f"{name}:{number}: $ {command}")
                print("\n".join(difflib.unified_diff(expected, shown, "shown", "true", lineterm="")))
    print(f"{checked} sessions, {failed} untrue")
    return 1 if failed or checked == 0 else 0


if __name__ == "__main__":
    sys.exit(main())
