#!/usr/bin/env python3
"""Reports of sample runs are read by programs that others wrote, and a browser.

    run.py PROGRAM [--work FOLDER] [--only NAME] [--pictures]

PROGRAM writes the samples: `shop` is what a project would see, `nasty` holds every byte and mark that a format could
trip over, and so on (sample.cc). What a reader needs may be missing: then it is skipped, and so is the test (status
77), unless CI is set. --pictures leaves pictures of the pages in FOLDER, for eyes.
"""

import argparse
import collections
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import xml.etree.ElementTree

import browser
import tools
from tools import Missing, check, run

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[1]
SAMPLES = ("shop", "nasty", "good", "large", "none")
SKIPPED = 77


def lines_of(folder, sample):
    """The objects of the JSONL report, which is the one that tells everything."""
    return [json.loads(line) for line in (folder / sample / "report.jsonl").read_text("utf-8").splitlines()]


def facts_of(folder, sample):
    """What every report must agree on."""
    objects = lines_of(folder, sample)
    counts = collections.Counter(one["status"] for one in objects if one["type"] == "test")
    broken = len({json.dumps(one["file"]) for one in objects if one["type"] == "problem"})
    return counts["passed"], counts["failed"], counts["skipped"], broken


def jsonl_schema(folder, _work):
    try:
        import jsonschema  # pylint: disable=import-outside-toplevel
    except ImportError as error:
        raise Missing("python3-jsonschema is not installed") from error
    schema = json.loads((ROOT / "docs/schema/test-report-1.json").read_text())
    jsonschema.Draft202012Validator.check_schema(schema)
    validator = jsonschema.Draft202012Validator(schema)
    for sample in SAMPLES:
        objects = lines_of(folder, sample)
        for number, one in enumerate(objects if sample != "large" else objects[-50:], 1):
            for error in validator.iter_errors(one):
                check(False, f"{sample}: line {number}: {error.message[:300]} at {list(error.absolute_path)}")
        types = [one["type"] for one in objects]
        check(types.count("summary") == 1 and types[-1] == "summary", f"{sample}: one summary, at the end")
        summary = objects[-1]
        said = summary["passed"], summary["failed"], summary["skipped"]
        check(said == facts_of(folder, sample)[:3], f"{sample}: the summary counts {said}")
    # The schema is no rubber stamp.
    for wrong in ({"type": "test"}, {"type": "summary", "passed": -1}, {**lines_of(folder, "shop")[-1], "more": 1}):
        check(not validator.is_valid(wrong), f"the schema lets {wrong} pass")


def junit_schema(folder, _work):
    tools.need("xmllint", "libxml2-utils")
    for sample in SAMPLES:
        done = run(["xmllint", "--noout", "--schema", HERE / "junit.xsd", folder / sample / "junit.xml"])
        check(done.returncode == 0, f"{sample}: {done.stderr[:1000]}")


def junit_python(folder, _work):
    for sample in SAMPLES:
        root = xml.etree.ElementTree.parse(folder / sample / "junit.xml").getroot()
        passed, failed, skipped, broken = facts_of(folder, sample)
        cases = root.findall("testsuite/testcase")
        check(len(cases) == passed + failed + skipped + broken, f"{sample}: {len(cases)} test cases")
        for element, count in (("failure", failed), ("skipped", skipped), ("error", broken)):
            check(len(root.findall(f".//testcase/{element}")) == count, f"{sample}: {element}")
        check(root.get("tests") == str(len(cases)) and root.get("failures") == str(failed)
              and root.get("errors") == str(broken), f"{sample}: sums {root.attrib}")
        for suite in root:
            check(suite.get("tests") == str(len(suite.findall("testcase"))), f"{sample}: sum of {suite.get('name')}")
        names = [(case.get("classname"), case.get("name")) for case in cases]
        check(len(set(names)) == len(names), f"{sample}: names are unique")
    case = xml.etree.ElementTree.parse(folder / "shop/junit.xml").getroot().find(".//failure/..")
    check((case.get("file"), case.get("line")) == ("tests/reserve.json", "16"), f"shop: place {case.attrib}")
    check(case.get("name") == "reserve > refuses > none left [redis-7.4]", f"shop: name {case.get('name')}")
    check("expected:\n    1) (integer) 8\n" in case.find("failure").text, "shop: the text of a failure")


def junit_node(folder, work):
    node = tools.node_folder(HERE, work)
    for sample in ("shop", "nasty", "good"):
        done = run(["node", node / "read.mjs", "junit", folder / sample / "junit.xml"], cwd=node)
        check(done.returncode == 0, f"{sample}: {done.stderr[:500]}")
        suites = json.loads(done.stdout).get("testsuite", [])
        cases = [case for suite in suites for case in suite.get("testcase", [])]
        failed = [case for case in cases if "failure" in case]
        passed, failures, skipped, broken = facts_of(folder, sample)
        check((len(cases), len(failed)) == (passed + failures + skipped + broken, failures),
              f"{sample}: {len(cases)} test cases, {len(failed)} failed")


def tap_prove(folder, work):
    """Perl's harness. It knows version 13 and says so of others; all else of 14 that we write it reads."""
    tools.need("prove", "perl")
    for sample in SAMPLES:
        text = (folder / sample / "report.tap").read_text("utf-8")
        check(text.startswith("TAP version 14\n"), f"{sample}: the version comes first")
        file = work / f"{sample}.tap"
        file.write_text(text.replace("TAP version 14", "TAP version 13", 1), "utf-8")
        passed, failed, skipped, broken = facts_of(folder, sample)
        done = run(["prove", "--nocolor", "-e", "cat", file])
        said = done.stdout + done.stderr
        check("Parse errors" not in said, f"{sample}: {said[:1000]}")
        check((done.returncode == 0) == (failed + broken == 0), f"{sample}: status {done.returncode}: {said[-300:]}")
        if failed + broken:
            sums = f"Tests: {passed + failed + skipped + broken} Failed: {failed + broken}"
            check(sums in said, f"{sample}: {sums}: {said[:600]}")
        # Its reader of YAML gives up quietly where it does not understand.
        walk = ("my $p = TAP::Parser->new({source => shift}); my $n = 0;"
                "while (my $r = $p->next) { $n++ if $r->is_yaml && $r->data->{message} } print $n")
        done = run(["perl", "-MTAP::Parser", "-e", walk, file])
        check(done.stdout == str(failed + broken), f"{sample}: {done.stdout} blocks of YAML: {done.stderr[:300]}")


def tap_node(folder, work):
    node = tools.node_folder(HERE, work)
    for sample in SAMPLES:
        done = run(["node", node / "read.mjs", "tap", folder / sample / "report.tap"], cwd=node)
        check(done.returncode == 0, f"{sample}: {done.stderr[:500]}")
        events = json.loads(done.stdout)
        passed, failed, skipped, broken = facts_of(folder, sample)
        complete = next(event[1] for event in events if event[0] == "complete")
        seen = complete["count"], complete["fail"], complete["skip"]
        check(seen == (passed + failed + skipped + broken, failed + broken, skipped), f"{sample}: {seen}")
        tests = [event[1] for event in events if event[0] == "assert"]
        check(not any(one["tapError"] or one["buffered"] or one["todo"] for one in tests), f"{sample}: odd lines")
        check(not [event for event in events if event[0] in ("extra", "bailout", "child")], f"{sample}: odd events")
        check(all((one["diag"] is not None) != one["ok"] for one in tests), f"{sample}: blocks where it failed")
        if sample == "shop":
            first = next(one for one in tests if "none left" in one["name"])
            check(first["name"] == "tests/reserve.json: reserve > refuses > none left [redis-7.4]", first["name"])
            check(first["diag"]["expected"] == "1) (integer) 8\n2) (integer) 3\n3) (integer) 0\n", str(first["diag"]))
            check(first["diag"]["at"] == {"file": "tests/reserve.json", "line": 18, "column": 15,
                                          "path": "$.tests[1].steps[0].reply"}, str(first["diag"]["at"]))


def github(folder, _work):
    """The runner's own rules: a line that is `::name key=value,...::text` and nothing else."""
    command = re.compile(r"::(error|notice) ((?:\w+=[^,:]*,?)+)::(.*)")
    for sample in SAMPLES:
        text = (folder / sample / "report.txt").read_bytes().decode("utf-8")
        check(not re.search(r"[\x00-\x08\x0b-\x1f]", text), f"{sample}: control characters")
        lines = [command.fullmatch(line) for line in text.split("\n")[:-1]]
        check(all(lines), f"{sample}: a line that is no command")
        problems = sum(one["type"] == "problem" for one in lines_of(folder, sample))
        errors = [line for line in lines if line and line[1] == "error"]
        check(len(errors) == facts_of(folder, sample)[1] + problems, f"{sample}: {len(errors)} errors")
        check(lines[-1][1] == "notice" and len(lines) == len(errors) + 1, f"{sample}: one notice closes it")
    text = (folder / "shop/report.txt").read_text("utf-8")
    check("::error file=tests/reserve.json,line=18,col=15,title=reserve > refuses > none left [redis-7.4]::reply%3A"
          not in text and "title=reserve > refuses > none left [redis-7.4]::reply: another reply" in text, "shop: title")


READERS = {
    "JSONL, its schema": jsonl_schema,
    "JUnit, xmllint": junit_schema,
    "JUnit, Python": junit_python,
    "JUnit, junit2json": junit_node,
    "TAP, prove": tap_prove,
    "TAP, tap-parser": tap_node,
    "GitHub, rules": github,
    "HTML, structure": browser.structure,
    "HTML, Chromium": browser.chromium,
}


def read_all(args, folder):
    failed = skipped = 0
    for name, reader in READERS.items():
        if args.only and args.only.lower() not in name.lower():
            continue
        tools.broken.clear()
        try:
            reader(folder, args.work)
        except Missing as missing:
            if not os.environ.get("CI"):
                skipped += 1
                print(f"{name}: skipped: {missing} (scripts/test.sh installs it)")
                continue
            check(False, str(missing))
        failed += bool(tools.broken)
        print(f"{name}: " + ("\n  ".join(["failed", *tools.broken]) if tools.broken else "reads it"))
    return failed, skipped


def main():
    parser = argparse.ArgumentParser(usage=__doc__)
    parser.add_argument("program", type=os.path.abspath)
    parser.add_argument("--work", type=pathlib.Path, default=pathlib.Path(tempfile.gettempdir()) / "luarig-reports")
    parser.add_argument("--only")
    parser.add_argument("--pictures", action="store_true")
    args = parser.parse_args()
    args.work = args.work.resolve()
    folder = args.work / "samples"
    folder.mkdir(parents=True, exist_ok=True)
    subprocess.run([args.program, folder], check=True, timeout=60)
    failed, skipped = read_all(args, folder)
    if args.pictures:
        browser.pictures(folder, args.work)
    print(f"{failed} failed, {skipped} skipped")
    return 1 if failed else SKIPPED if skipped else 0


if __name__ == "__main__":
    sys.exit(main())
