#!/usr/bin/env python3
"""Holds docs/commands.md to what the program says of its commands, and to the tests that call them.

    table.py LUARIG --check     status 1 if the page says something else
    table.py LUARIG --update    writes it
"""
import collections
import json
import pathlib
import re
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "commands.md"
TARGETS = ("redis-7.0", "redis-7.2", "redis-7.4", "valkey-8.0")
SHORT = {"redis-7.0": "7.0", "redis-7.2": "7.2", "redis-7.4": "7.4", "valkey-8.0": "v8.0"}
INTRODUCTION = """# Commands

Every command and subcommand, as scripts and clients can call it. This page is generated: `tests/commands/table.py` asks the
program with COMMAND INFO and counts the tests; the test `commands_table` fails when it is stale.

* **targets**: `all`, or those that have it (`v8.0` is Valkey 8.0).
* **arity**: words with the name; `-2` is two or more. What differs by target is told as `-4 / -3`, the older first.
* **keys**: where they stand, by its key specs; the name is word 0, or words 0 and 1.
* **cases**: the file of `tests/conformance` that calls it most, and how many others do. Each call runs on the engine, through Lua
  and on redis-server; what only newer targets have is held by unit tests and facts.
* **random**: whether the differential runner has it in its grammar.
* **remark**: where [differences.md](differences.md) names it.

"""


def plain(reply):
    """A reply of --json as Python's own values."""
    if reply["type"] in ("array", "map", "set"):
        return [plain(one) for one in reply["value"]]
    return reply.get("value")


def rows_of(program, target):
    """COMMAND INFO: name -> (arity, keys in words), subcommands included."""
    command = [program, "exec", "--target", target, "--json", "COMMAND"]
    output = subprocess.run(command, check=True, capture_output=True).stdout
    rows = {}

    def add(row):
        rows[row[0]] = (row[1], ", ".join(map(keys_in_words, row[8])), bool(row[9]))
        for part in row[9]:
            add(part)

    for row in plain(json.loads(output)["reply"]):
        add(row)
    return rows


def fields(pairs):
    return dict(zip(pairs[::2], pairs[1::2]))


def keys_in_words(spec):
    spec = fields(spec)
    begin, find = fields(spec["begin_search"]), fields(spec["find_keys"])
    start, rest = fields(begin["spec"]), fields(find["spec"])
    if begin["type"] == "unknown" or find["type"] == "unknown":
        return "elsewhere"
    if "not_key" in spec["flags"]:
        return "none, but a channel at word %d" % start["index"] if "index" in start else "none"
    if begin["type"] == "keyword":
        where = "behind %s" % start["keyword"]
        first = None
    else:
        where, first = "word %d" % start["index"], start["index"]
    if find["type"] == "keynum":
        at = "word %d" % (first + rest["keynumidx"]) if first else "the word %s" % where
        return "as many as %s says" % at
    if rest["lastkey"] == 0:
        return where
    step = "every %d. word from " % rest["keystep"] if rest["keystep"] > 1 else "from "
    if rest["limit"] > 1:
        return "the first half from %s" % where if rest["limit"] == 2 else "a part from %s" % where
    if rest["lastkey"] > 0:
        return "%s%s to word %s" % (step, where, (first or 0) + rest["lastkey"])
    end = {-1: "on", -2: "to the last but one"}[rest["lastkey"]]
    return "%s%s %s" % (step, where, end)


def cases():
    """name -> the files that call it, the one with most calls first."""
    calls = collections.defaultdict(collections.Counter)
    for path in sorted((ROOT / "tests" / "conformance").rglob("*.case")):
        name = path.relative_to(ROOT / "tests" / "conformance").as_posix()
        for line in path.read_text(errors="surrogateescape").splitlines():
            words = [word.strip('"').lower() for word in line.split()[1:3]] if line.startswith("> ") else []
            for end in range(1, len(words) + 1):
                calls["|".join(words[:end])][name] += 1
    return {name: [file for file, _ in files.most_common()] for name, files in calls.items()}


def alternatives(word):
    return word.strip("()").split("|")


def drawn():
    """The names of what the differential runner draws."""
    names = set()
    for path in (ROOT / "tests" / "differential").glob("*.cc"):
        for pattern in re.findall(r'(?:\{\d+, |add\(.*?|Expand\()"([A-Z(][^"]*)"', path.read_text()):
            words = re.findall(r"\([^()]*\)|[^ ]+", pattern)
            for first in alternatives(words[0]):
                names.add(first.lower())
                for second in alternatives(words[1]) if len(words) > 1 else ():
                    names.add("%s|%s" % (first.lower(), second.split(" ")[0].lower()))
    return names


def differences():
    """The first cells of the tables of differences.md."""
    lines = (ROOT / "docs" / "differences.md").read_text().split("## `luarig serve`")[0].splitlines()
    cells = [line.split(" | ")[0].strip("| ") for line in lines if line.startswith("| ")]
    return [cell for cell in cells if cell not in ("what", "---")]


def names(cell, name, container):
    words = name.upper().split("|")
    if words[-1] == "HELP" and cell.startswith("HELP of any command"):
        return True
    has = [re.search(r"(?<![\w-])%s(?![\w-])%s" % (re.escape(word), "(?! [A-Z]{2})" if container else ""), cell)
           for word in words]
    return all(has)


def by_target(rows, pick):
    """What `pick` makes of the rows of each target, once where they agree."""
    told = list(dict.fromkeys(str(pick(row)) for row in rows))
    return " / ".join(told)


def page(program):
    tables = {target: rows_of(program, target) for target in TARGETS}
    called, random, cells = cases(), drawn(), differences()
    lines = ["| command | targets | arity | keys | cases | random | remark |",
             "| --- | --- | --: | --- | --- | --- | --- |"]
    everything = sorted({name for table in tables.values() for name in table})
    for name in everything:
        having = [target for target in TARGETS if name in tables[target]]
        rows = [tables[target][name] for target in having]
        container = rows[0][2]
        files = called.get(name, [])
        more = " and %d more" % (len(files) - 1) if len(files) > 1 else ""
        lines.append("| %s |" % " | ".join([
            name.upper().replace("|", " "),
            "all" if len(having) == len(TARGETS) else ", ".join(SHORT[target] for target in having),
            by_target(rows, lambda row: row[0]),
            by_target(rows, lambda row: row[1]) or "",
            "`%s`%s" % (files[0], more) if files else "unit tests",
            "yes" if name in random else "",
            "; ".join(cell for cell in cells if names(cell, name, container)),
        ]))
    counts = ["%d commands and subcommands" % len(everything)]
    counts += ["%d on %s" % (len(tables[target]), target) for target in TARGETS]
    counts.append("%d drawn at random" % sum(name in random for name in everything))
    return INTRODUCTION + ", ".join(counts) + ".\n\n" + "\n".join(lines) + "\n"


def main():
    wanted = page(sys.argv[1])
    if "--update" in sys.argv:
        PAGE.write_text(wanted)
    elif not PAGE.exists() or PAGE.read_text() != wanted:
        print("docs/commands.md is stale; tests/commands/table.py LUARIG --update writes it")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
