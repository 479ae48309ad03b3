#!/usr/bin/env python3
"""The suites of fixtures/ pass, and editors that know the schemas agree with what luarig reads: of suites, of luarig.json,
and what `luarig test --init` writes.

    run.py PROGRAM
"""

import json
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
failures = []


def check(fine, text):
    if not fine:
        failures.append(text)


def without_comments(text):
    """JSON whose comments are gone; strings may hold what looks like one."""
    token = re.compile(r'"(?:\\.|[^"\\])*"|//[^\n]*|/\*.*?\*/', re.S)
    return token.sub(lambda match: match[0] if match[0].startswith('"') else "", text)


def luarig(program, *words, folder=ROOT):
    return subprocess.run([program, *map(str, words)], cwd=folder, capture_output=True, text=True, timeout=60,
                          stdin=subprocess.DEVNULL, check=False)


def the_suites_of_the_project_pass(program):
    with tempfile.TemporaryDirectory() as elsewhere:  # where luarig-report/ may be
        done = luarig(program, "test", ROOT / "fixtures", folder=elsewhere)
    check(done.returncode == 0, done.stdout + done.stderr)
    check(re.search(r"^\d\d+ passed, 0 failed", done.stdout, re.M), done.stdout)


def validators():
    """A function from a schema's name to its validator; None, told, if there is no library for that."""
    try:
        import jsonschema  # pylint: disable=import-outside-toplevel
        import referencing  # pylint: disable=import-outside-toplevel,unused-import
    except ImportError:
        try:
            import jsonschema  # pylint: disable=import-outside-toplevel
        except ImportError:
            print("skipped: python3-jsonschema is not installed")
            return None
    schemas = {path.name: json.loads(path.read_text()) for path in (ROOT / "docs/schema").glob("*.json")}

    def validator(name):
        schema = schemas[name]
        jsonschema.Draft202012Validator.check_schema(schema)
        resolver = jsonschema.RefResolver("", schema, store=schemas)
        return jsonschema.Draft202012Validator(schema, resolver=resolver)
    return validator


def check_files(validator, paths):
    check(paths, "there is no file to look at")
    for path in paths:
        for error in validator.iter_errors(json.loads(without_comments(path.read_text()))):
            check(False, f"{path}: {error.message[:300]} at {list(error.absolute_path)}")


def suites_are_what_the_schema_says(program, validator):
    check_files(validator, sorted((ROOT / "fixtures").rglob("*.test.json")))
    with tempfile.TemporaryDirectory() as folder:
        for number, (suite, fine) in enumerate(SAMPLES):
            path = pathlib.Path(folder) / f"{number}.test.json"
            path.write_text(json.dumps(suite))
            reads = luarig(program, "test", path.name, folder=folder).returncode != 2
            check(reads == fine, f"luarig {'reads' if reads else 'refuses'} {suite}")
            check(validator.is_valid(suite) == fine, f"the schema disagrees about {suite}")


def projects_are_what_the_schema_says(program, validator):
    check_files(validator, sorted((ROOT / "fixtures").rglob("luarig.json")))
    page = (ROOT / "docs/project.md").read_text()
    examples = [json.loads(text) for text in re.findall(r"```json\n(.*?)```", page, re.S)]
    check(examples, "docs/project.md has no example")
    with tempfile.TemporaryDirectory() as folder:
        for name in ("src/orders.lua", "fixtures/shop.json", "a.lua", "out/x"):
            path = pathlib.Path(folder) / name
            path.parent.mkdir(exist_ok=True)
            path.write_text({".lua": "#!lua name=n\nredis.register_function('f', function() end)\n",
                             ".json": '{"keys": {}}'}.get(path.suffix, ""))
        (pathlib.Path(folder) / "tests").mkdir()
        (pathlib.Path(folder) / "tests/t.session").write_text("# story\n> PING\nPONG\n")
        for project, fine in PROJECTS + [(example, True) for example in examples]:
            (pathlib.Path(folder) / "luarig.json").write_text(json.dumps(project))
            runs = [luarig(program, *words, folder=folder)
                    for words in (["exec", "PING"], ["test", "tests"], ["eval", "-e", "return 1"])]
            reads = all(done.returncode != 2 for done in runs)
            check(reads == fine, f"luarig {'reads' if reads else 'refuses'} {project}: {[done.stderr for done in runs]}")
            check(validator.is_valid(project) == fine, f"the schema disagrees about {project}")


def first_suites_pass_and_are_what_the_schemas_say(program, validator):
    with tempfile.TemporaryDirectory() as folder:
        shutil.copytree(ROOT / "fixtures/libraries", pathlib.Path(folder) / "libraries")
        shutil.copytree(ROOT / "fixtures/orders/src", pathlib.Path(folder) / "src")
        shutil.copytree(ROOT / "fixtures/scripts", pathlib.Path(folder) / "scripts")
        scripts = sorted(path.relative_to(folder) for path in (pathlib.Path(folder) / "scripts").rglob("*.lua"))
        for words in (["--alias", "~=src"], ["--alias", "~=src", *scripts]):
            done = luarig(program, "test", "--init", *words, folder=folder)
            check(done.returncode in (0, 1), done.stdout + done.stderr)
        written = {kind: sorted(pathlib.Path(folder).rglob(f"*.{kind}.json")) for kind in ("test", "fixture")}
        check(len(written["test"]) == len(written["fixture"]) > 40, str(written))
        if validator is not None:
            check_files(validator("project-1.json"), [pathlib.Path(folder) / "luarig.json"])
            for kind, paths in written.items():
                check_files(validator(f"{kind}-1.json"), paths)
        done = luarig(program, "test", "--alias", "~=src", folder=folder)
        check(done.returncode == 0, done.stdout + done.stderr)


def one(**step):
    return {"tests": [{"name": "t", "steps": [step]}]}


def scaled(**scale):
    return {"tests": [{"name": "t", "scale": scale, "steps": [{"call": ["PING"]}]}]}


# Suites, and whether they can be read: by luarig and by the schema.
SAMPLES = [
    (one(call=["PING"], reply="PONG"), True),
    (one(call=["PING"], repl="PONG"), False),
    (one(call=["GET", True]), False),
    (one(call=["GET", ["k"]]), False),
    (one(call=[]), False),
    (one(advance="10s"), True),
    (one(eval=[{"text": "return 1"}], fail={"error": "OOM no"}, reply=1), True),
    (one(eval=[{"text": "return 1"}], fail={"command": "GET"}), False),
    (one(eval=[{"text": "return redis.call('GET', 'k')"}], faults=True), True),
    (one(eval=[{"text": "return redis.call('GET', 'k')"}], faults="all"), True),
    (one(eval=[{"text": "return redis.call('GET', 'k')"}], faults="some"), False),
    (one(eval=[{"text": "return redis.call('GET', 'k')"}],
         faults={"which": "likely", "only": ["GET"], "invariant": [{"call": ["PING"], "reply": "PONG"}], "note": "n"}), True),
    (one(eval=[{"text": "return 1"}], faults={"only": []}), False),
    (one(eval=[{"text": "return 1"}], faults={"only": "GET"}), False),
    (one(eval=[{"text": "return 1"}], faults={"invariant": []}), False),
    (one(eval=[{"text": "return 1"}], faults={"invariant": [{"call": ["PING"], "faults": True}]}), False),
    (one(eval=[{"text": "return 1"}], faults={"wich": "all"}), False),
    (one(call=["PING"], budget={"commands": 1}), True),
    (one(call=["PING"], budget={"comands": 1}), False),
    (one(call=["PING"], when={"replica": {"error": "X"}}), True),
    (one(call=["PING"], when={"replica": {"eror": "X"}}), False),
    ({"tests": [{"steps": []}]}, False),
    ({"tests": [{"name": "t"}]}, False),
    ({"target": "redis-7.1", "tests": []}, False),
    ({"target": ["redis-7.2", "valkey-8.0"], "under": ["replica", {"name": "s", "maxmemory": "1mb"}], "tests": []}, True),
    ({"under": [{"maxmemory": "1mb"}], "tests": []}, False),
    ({"resp": 4, "tests": []}, False),
    ({"test": []}, False),
    (one(call=["RPUSH", "l", {"$times": ["${i}", 3]}], measure=True), True),
    (one(call=["RPUSH", "l", {"$times": ["${i}"]}]), False),
    (one(call=["PING"], measure=1), False),
    (scaled(sizes=[1, 10, 100], name="n", growth="linear", commands="constant", breaks_at_least=10), True),
    (scaled(sizes=[1, 10, 100], name="n", growth="n log n"), True),
    (scaled(sizes=[1, 10, 100], name="n", growth="cubic"), False),
    (scaled(sizes=[], name="n"), False),
    (scaled(sizes=[20000000], name="n"), False),
    (scaled(sizes=[1]), False),
    (scaled(sizes=[1], key="k", name="n"), False),
    (scaled(name="n"), False),
    (scaled(sizes=[1], name="n", size=1), False),
]


# Project files, and whether `exec`, `test` and `eval` take them.
PROJECTS = [
    ({}, True),
    ({"$schema": "x", "aliases": {"~": "src", "base": "../x"}}, True),
    ({"aliases": {"<base>": "x"}}, False),
    ({"aliases": []}, False),
    ({"lib": "a.lua", "fixture": []}, True),
    ({"lib": [1]}, False),
    ({"target": "redis-7.0"}, True),
    ({"target": ["redis-7.0", "valkey-8.0"]}, True),
    ({"exec": {"target": ["redis-7.0", "valkey-8.0"]}}, False),
    ({"exec": {"target": "redis-7.1"}}, False),
    ({"test": {"target": ["redis-7.0", "valkey-8.0"], "under": "primary,replica"}}, True),
    ({"under": ["primary", "replica"], "resp": 3, "seed": 7, "now": 1714564800}, True),
    ({"resp": 4}, False),
    ({"resp": "3"}, False),
    ({"seed": -1}, False),
    ({"seed": 1.5}, False),
    ({"maxmemory": "10mb", "busy-threshold": 100, "cluster": False}, True),
    ({"cluster": "yes"}, False),
    ({"role": "master"}, False),
    ({"loglevel": "loud"}, False),
    ({"format": "line", "diff": True, "trace": True}, True),
    ({"format": "lines"}, False),
    ({"coverage": True, "coverage-min": 0}, True),
    ({"coverage": "cov.info"}, True),
    ({"test": {"coverage": "cov.info"}}, False),
    ({"test": {"jobs": 2, "slowest": "3", "verbose": True, "report": "tap=out/x.tap"}}, True),
    ({"test": {"report": [1]}}, False),
    ({"test": {"update": True}}, False),
    ({"flush": True}, False),
    ({"watch": True}, False),
    ({"save-fixture": "x.json"}, False),
    ({"explain": {}}, False),
    ({"serve": 7000}, False),
    ({"serve": {"port": 7000}, "slow-script": 10}, True),
    ({"exec": {"port": 7000}}, False),
]


def main():
    program = pathlib.Path(sys.argv[1]).resolve()
    the_suites_of_the_project_pass(program)
    validator = validators()
    first_suites_pass_and_are_what_the_schemas_say(program, validator)
    if validator is not None:
        suites_are_what_the_schema_says(program, validator("test-1.json"))
        projects_are_what_the_schema_says(program, validator("project-1.json"))
    for failure in failures:
        print(failure)
    print(f"{len(failures)} failed")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
