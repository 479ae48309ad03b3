#!/usr/bin/env python3
"""Runs what `luarig explain` shows: every example prints what its entry says.

    explain_examples.py PROGRAM [CODE ...]

An example's command is given to a shell in an empty folder; its standard output must be the entry's.
The message that it ends with must lead back to the entry. And it is run on every target: what
differs there must be told under "versions".
"""

import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile

SECONDS = 60
WIDTH = 80
TARGETS = ["redis-7.0", "redis-7.2", "redis-7.4", "valkey-8.0"]


def shell(command, folder, program):
    env = {
        "PATH": f"{program.parent}:/usr/bin:/bin",
        "HOME": folder,
        "LC_ALL": "C.UTF-8",
        "ASAN_OPTIONS": os.environ.get("ASAN_OPTIONS", ""),
    }
    done = subprocess.run(
        ["/bin/sh", "-c", command], cwd=folder, env=env, capture_output=True, timeout=SECONDS,
        stdin=subprocess.DEVNULL, check=False)
    text = done.stdout.decode(errors="backslashreplace")
    # How long it really ran differs from run to run.
    text = re.sub(r"ran for \d+ ms", "ran for 20 ms", text)
    return "\n".join(line.rstrip() for line in text.rstrip("\n").splitlines())


def explain(program, *words):
    done = subprocess.run([program, "explain", *words], capture_output=True, text=True,
                          timeout=SECONDS, check=False)
    return done.stdout


def on_target(command, target):
    return re.sub(r"luarig (eval|exec|fcall)", rf"luarig \1 --target {target}", command, count=1)


def problems_of(entry, program):
    """What is not as the entry says."""
    wide = [line for line in explain(program, entry["code"]).splitlines() if len(line) > WIDTH]
    if wide:
        yield f"wider than {WIDTH} columns: {wide[0]}"
    if "example" not in entry:
        return
    command, expected = entry["example"]["command"], entry["example"]["output"]
    with tempfile.TemporaryDirectory() as folder:
        got = shell(command, folder, program)
        if got != expected:
            yield f"the example prints\n{got}\ninstead of\n{expected}"
        message = got.splitlines()[-1] if got else ""
        back = explain(program, "--json", "--", message)
        if not back or json.loads(back)["code"] != entry["code"]:
            yield f"its message does not lead back to it, but to {back[:60]!r}"
        if "--target" in command:
            return
        differs = [target for target in TARGETS
                   if shell(on_target(command, target), folder, program) != expected]
        if differs and "versions" not in entry:
            yield f"nothing is said of versions, and the example differs on {', '.join(differs)}"


def main():
    program = pathlib.Path(sys.argv[1]).resolve()
    entries = [json.loads(line) for line in explain(program, "--json", *sys.argv[2:]).splitlines()]
    failed = 0
    for entry in entries:
        problems = list(problems_of(entry, program))
        failed += bool(problems)
        for problem in problems:
            print(f"FAILED {entry['code']}: {problem}")
    examples = sum("example" in entry for entry in entries)
    print(f"{len(entries)} entries, {examples} examples, {failed} failed")
    return 1 if failed or examples == 0 else 0


if __name__ == "__main__":
    sys.exit(main())
