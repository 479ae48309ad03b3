#!/usr/bin/env python3
"""Plays the story of docs/debugging.md and compares what happens with what the page shows.

    recorded.py PROGRAM [--update]

The page is the whole story: fenced blocks with a file's name behind their language are files that
are written into a temporary folder, blocks of `diff` change the file that they name, and indented
blocks that begin with `$ ` are run there; what stands behind `(luarig)` is typed at the
debugger's prompt. --update puts what happens in the place of what the page shows.
"""

import difflib
import pathlib
import re
import subprocess
import sys
import tempfile

PAGE = pathlib.Path(__file__).resolve().parents[2] / "docs" / "debugging.md"
INDENT = "    "
PROMPT = "(luarig)"
SECONDS = 60
FENCE = re.compile(r"^```(\w+) (\S+)$")


def write(path, lines):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join(lines) + "\n")


def patch(path, lines):
    """Changes the one place of a file that has the lines of the diff but those with a plus."""
    before = "\n".join(line[1:] for line in lines if not line.startswith("+"))
    after = "\n".join(line[1:] for line in lines if not line.startswith("-"))
    text = path.read_text()
    if text.count(before) != 1:
        sys.exit(f"{path.name} does not have the lines that the diff begins from, once:\n{before}")
    path.write_text(text.replace(before, after))


def session(block, folder, program):
    """An indented block as it would read if all it says were true."""
    command = block[0][len(INDENT) + 2:]
    shown = [line[len(INDENT):] for line in block[1:]]
    keys = "".join(line[len(PROMPT) + 1:] + "\n" for line in shown if line == PROMPT or line.startswith(PROMPT + " "))
    done = subprocess.run(
        ["/bin/sh", "-c", command], cwd=folder, timeout=SECONDS, check=False, input=keys.encode(),
        env={"PATH": f"{program.parent}:/usr/bin:/bin", "HOME": folder, "LC_ALL": "C.UTF-8"},
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    lines = re.sub(r"in \d+\.\d+ s\b", "in 0.01 s", done.stdout.decode(errors="backslashreplace")).splitlines()
    return [block[0]] + [(INDENT + line).rstrip() for line in lines]


def end_of_block(lines, at):
    """Where the indented lines from `at` on end, up to the next command; blank lines between them count."""
    end = at
    while at < len(lines) and (not lines[at] or lines[at].startswith(INDENT)):
        if lines[at].startswith(INDENT + "$ "):
            break
        at += 1
        if lines[at - 1]:
            end = at
    return end


def play(page, folder, program):
    out = []
    lines = page.splitlines()
    at = 0
    while at < len(lines):
        fence = FENCE.match(lines[at])
        end = at + 1
        if fence:
            end = lines.index("```", at) + 1
            (patch if fence[1] == "diff" else write)(pathlib.Path(folder) / fence[2], lines[at + 1:end - 1])
            out += lines[at:end]
        elif lines[at].startswith(INDENT + "$ "):
            end = end_of_block(lines, end)
            out += session(lines[at:end], folder, program)
        else:
            out.append(lines[at])
        at = end
    return out


def main():
    program = pathlib.Path(sys.argv[1]).resolve()
    page = PAGE.read_text()
    with tempfile.TemporaryDirectory() as folder:
        true = play(page, folder, program)
    if "--update" in sys.argv:
        PAGE.write_text("\n".join(true) + "\n")
        return 0
    told = page.splitlines()
    if told != true:
        print("\n".join(difflib.unified_diff(told, true, "docs/debugging.md", "what happens", lineterm="")))
        return 1
    print("the story of docs/debugging.md is true")
    return 0


if __name__ == "__main__":
    sys.exit(main())
