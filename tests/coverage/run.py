#!/usr/bin/env python3
"""Checks that the programs which read coverage files read ours.

    run.py SAMPLE --work FOLDER

SAMPLE is luarig_coverage_sample, which writes them. LCOV's genhtml makes pages of the tracefile, and
its figures are held to ours; xmllint holds the Cobertura file to coverage-04.dtd, which is here. A
program that is missing is skipped, unless CI is set; if both are, everything is (status 77).
"""

import argparse
import os
import pathlib
import re
import shutil
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
SKIPPED = 77
SECONDS = 60


def run(*command):
    done = subprocess.run(command, capture_output=True, text=True, timeout=SECONDS)
    return done.returncode, done.stdout + done.stderr


def sums(tracefile):
    """What the tracefile says itself: hit and found, by kind."""
    total = {}
    for kind, keys in {"lines": "L", "functions": "FN", "branches": "BR"}.items():
        of = lambda end: sum(int(n) for n in re.findall(rf"^{keys}{end}:(\d+)$", tracefile, re.M))
        total[kind] = (of("H"), of("F"))
    return total


def check_genhtml(work):
    """Returns what is wrong, if anything."""
    tracefile = work / "coverage.info"
    status, talk = run("genhtml", "--branch-coverage", "--output-directory", str(work / "html"),
                       str(tracefile))
    if status != 0:
        return talk
    for kind, (hit, found) in sums(tracefile.read_text()).items():
        shown = re.search(rf"{kind}\.*: [\d.]+% \((\d+) of (\d+)", talk)
        if found == 0 or shown is None or (int(shown[1]), int(shown[2])) != (hit, found):
            return f"{kind}: the tracefile says {hit} of {found}\n{talk}"
    return None


def check_cobertura(work):
    status, talk = run("xmllint", "--noout", "--nonet", "--dtdvalid",
                       str(HERE / "coverage-04.dtd"), str(work / "coverage.xml"))
    return talk if status != 0 else None


CHECKS = {"genhtml": check_genhtml, "xmllint": check_cobertura}


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("sample")
    parser.add_argument("--work", required=True, type=pathlib.Path)
    arguments = parser.parse_args()
    shutil.rmtree(arguments.work, ignore_errors=True)
    arguments.work.mkdir(parents=True)

    status, table = run(arguments.sample, str(arguments.work))
    if status != 0:
        sys.exit(f"the sample could not be written:\n{table}")
    failed = skipped = 0
    for program, check in CHECKS.items():
        if shutil.which(program) is None:
            skipped += 1
            print(f"{program}: not installed, skipped")
            continue
        wrong = check(arguments.work)
        failed += wrong is not None
        print(f"{program}: {'reads it' if wrong is None else wrong}")
    if skipped and os.environ.get("CI"):
        sys.exit("something is missing, and CI is set")
    if failed:
        sys.exit(1)
    sys.exit(SKIPPED if skipped == len(CHECKS) else 0)


if __name__ == "__main__":
    main()
