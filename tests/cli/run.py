#!/usr/bin/env python3
"""Runs the command line cases: tests/cli/<subcommand>/*.txt.

    run.py PROGRAM [--update] [CASE ...]

A case is a text: `#` lines explain; `@file NAME` up to `@end` writes a file; `$ COMMAND` is given
to a shell in a temporary folder, where $FIXTURES is the project's, and what follows is what it
prints: standard output as it is, standard error with "! " in front, then `! exit N` unless that is
0. What stands there behind `(luarig)`, the debugger's prompt, is typed by the person. --update rewrites what follows the commands, for review.
"""

import difflib
import os
import pathlib
import signal
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent
SECONDS = 60
PROMPT = "(luarig)"


def typed(lines):
    """What a person types at the prompts of a session, up to its end; None if there are none."""
    commands = []
    for line in lines:
        if line.startswith(("$ ", "@file ", "# ")):
            break
        if line == PROMPT or line.startswith(PROMPT + " "):
            commands.append(line[len(PROMPT) + 1:] + "\n")
    return "".join(commands).encode() if commands else None


def heed_interrupts():
    """What is started in the background of a shell has Ctrl-C ignored, and so have its children."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def run(command, folder, program, commands=None):
    env = {
        "PATH": f"{program.parent}:/usr/bin:/bin",
        "HOME": folder,
        "FIXTURES": str(ROOT.parent.parent / "fixtures"),
        "LC_ALL": "C.UTF-8",
        "ASAN_OPTIONS": os.environ.get("ASAN_OPTIONS", ""),
    }
    done = subprocess.run(
        ["/bin/sh", "-c", command], cwd=folder, env=env, capture_output=True, timeout=SECONDS,
        check=False, preexec_fn=heed_interrupts, **({"stdin": subprocess.DEVNULL} if commands is None else {"input": commands}))
    lines = done.stdout.decode(errors="backslashreplace").splitlines()
    lines += [f"! {line}".rstrip() for line in done.stderr.decode(errors="backslashreplace").splitlines()]
    if done.returncode != 0:
        lines.append(f"! exit {done.returncode}")
    return lines


def play(case, program):
    """The case as it would read if all it says were true."""
    out = []
    text = case.read_text().splitlines()
    lines = iter(enumerate(text))
    replying = False
    with tempfile.TemporaryDirectory() as folder:
        for at, line in lines:
            if line.startswith("@file "):
                replying = False
                out.append(line)
                content = []
                for _, inner in lines:
                    out.append(inner)
                    if inner == "@end":
                        break
                    content.append(inner)
                file = pathlib.Path(folder) / line[6:]
                file.parent.mkdir(parents=True, exist_ok=True)
                file.write_text("\n".join(content) + "\n")
            elif line.startswith("$ "):
                if replying:
                    out.append("")
                replying = True
                out.append(line)
                out += run(line[2:], folder, program, typed(text[at + 1:]))
            elif not replying or line.startswith("#"):
                if replying:
                    out.append("")
                replying = False
                out.append(line)
    return out


def main():
    words = [word for word in sys.argv[1:] if word != "--update"]
    program = pathlib.Path(words[0]).resolve()
    cases = [pathlib.Path(word) for word in words[1:]] or sorted(ROOT.glob("*/*.txt"))
    passed = failed = 0
    for case in cases:
        now = play(case, program)
        said = case.read_text().splitlines()
        if "--update" in sys.argv:
            case.write_text("\n".join(now) + "\n")
        elif [line for line in said if line] != [line for line in now if line]:
            failed += 1
            print(f"FAILED {case.resolve().relative_to(ROOT.parent.parent)}")
            print("\n".join(difflib.unified_diff(said, now, "expected", "got", lineterm="")))
            continue
        passed += 1
    print(f"{passed} passed, {failed} failed")
    return 1 if failed or passed == 0 else 0


if __name__ == "__main__":
    sys.exit(main())
