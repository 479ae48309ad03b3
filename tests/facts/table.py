#!/usr/bin/env python3
"""Holds the tables of docs/conformance.md to tests/facts/expected.tsv.

    table.py            status 1 if they say something else
    table.py --update   writes them
"""
import json
import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "conformance.md"


def topics_of(name):
    with open(ROOT / "tests" / "reference" / name) as file:
        return {json.loads(line)["topic"] for line in file}


def table(rows):
    header = "| topic | facts | redis-7.0 | redis-7.2 | redis-7.4 | valkey-8.0 |\n| --- | --: | --: | --: | --: | --: |\n"
    total = [str(sum(int(row[i]) for row in rows)) for i in range(1, 6)]
    return header + "".join("| %s |\n" % " | ".join(row) for row in rows + [["**all**"] + total])


def main():
    lines = (ROOT / "tests" / "facts" / "expected.tsv").read_text().splitlines()[1:]
    rows = [line.split("\t") for line in lines]
    page = wanted = PAGE.read_text()
    for name, label in (("observed.jsonl", "scripting"), ("observed-commands.jsonl", "commands")):
        topics = topics_of(name)
        # A topic that both files have is counted with the first.
        mine = [row for row in rows if row[0] in topics]
        rows = [row for row in rows if row[0] not in topics]
        wanted = re.sub(r"(?s)(<!-- facts: %s -->\n).*?(<!-- end -->)" % label,
                        lambda match: match[1] + table(mine) + match[2], wanted)
    if "--update" in sys.argv:
        PAGE.write_text(wanted)
    elif page != wanted:
        print("docs/conformance.md is not what tests/facts/expected.tsv says; table.py --update writes it")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
