#!/usr/bin/env python3
"""How long ten thousand tests take over a fixture of a hundred thousand keys: CPU seconds, in each form of suites.

    suites.py PROGRAM [--keys N] [--tests N] [--check]

A bound is as many rounds of a loop in Lua that does nothing but add, which is timed in the same run. With --check the best
of three rounds counts, what misses its bound is measured again, and status 1 tells that something missed it every time.
"""

import argparse
import json
import os
import pathlib
import resource
import subprocess
import sys
import tempfile

from bounds import TRIES, hold

# How many rounds of workloads/arith.lua a test may cost. Measured: 2100 to 2700, 1150 to 1750, 800 to 1050: a test waits
# for memory, which a round does not, so machines differ.
BOUNDS = {"many.test.json": 6500, "many_test.lua": 4500, "many.session": 3500}
ARITH = pathlib.Path(__file__).parent / "workloads" / "arith.lua"

LIBRARY = """#!lua name=shelf
local calls = 0
redis.register_function('take', function(keys, args)
  calls = calls + 1
  local left = redis.call('HINCRBY', keys[1], 'free', -args[1])
  redis.call('ZADD', keys[2], left, keys[1])
  return cjson.encode({item = keys[1], left = left, calls = calls})
end)
"""


def fixture(keys):
    values = {f"user:{n:06}": {"hash": {"name": f"n{n}", "visits": n}} if n % 10 == 0 else f"value {n}" for n in range(keys)}
    values["lamp"] = {"hash": {"free": 10}}
    return json.dumps({"keys": values})


def json_suite(tests):
    cases = [{"name": str(n), "n": n % 9, "left": 10 - n % 9} for n in range(tests)]
    steps = [{"fcall": ["take", "lamp", "low", ",", "${n}"], "reply": {"$json": {"item": "lamp", "left": "${left}", "calls": 1}}},
             {"call": ["HGET", "lamp", "free"], "reply": {"$any": True}}]
    return json.dumps({"libraries": ["shelf.lua"], "fixture": "large.json", "tests": [{"name": "takes", "cases": cases, "steps": steps}]})


def lua_suite(tests):
    lines = ["suite { libraries = {'shelf.lua'}, fixture = 'large.json' }"]
    for n in range(tests):
        lines += [f"it('takes {n}', function()",
                  f"  assert.are.equal({10 - n % 9}, cjson.decode(fcall('take', {{'lamp', 'low'}}, {{{n % 9}}})).left)",
                  f"  assert.are.equal('{10 - n % 9}', redis('HGET', 'lamp', 'free'))", "end)"]
    return "\n".join(lines) + "\n"


def session(tests):
    lines = ["@libraries shelf.lua", "@fixture large.json", ""]
    for n in range(tests):
        lines += [f"# takes {n}", f"> FCALL take 2 lamp low {n % 9}", '"{<*>"', "> HGET lamp free", f'"{10 - n % 9}"', ""]
    return "\n".join(lines)


SUITES = {"many.test.json": json_suite, "many_test.lua": lua_suite, "many.session": session}


def cpu_of(folder, *command):
    """CPU seconds of a process."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    if done.returncode != 0:
        raise SystemExit(done.stdout[-2000:] + done.stderr[-2000:])
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def round_of_arith(program, folder):
    """Seconds of CPU of one of its rounds: what the machine does for a loop in Lua."""
    rounds = 5_000_000
    many, one = (cpu_of(folder, program, "eval", ARITH, ",", str(n)) for n in (rounds, 1))
    return (many - one) / rounds


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("program", type=lambda path: os.path.abspath(path))
    parser.add_argument("--keys", type=int, default=100_000)
    parser.add_argument("--tests", type=int, default=10_000)
    parser.add_argument("--check", action="store_true")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        (folder / "shelf.lua").write_text(LIBRARY)
        (folder / "large.json").write_text(fixture(options.keys))
        rounds = range(3 if options.check else 1)

        def measure(names):
            unit = min(round_of_arith(options.program, folder) for _ in rounds)
            for suite in names:
                command = (options.program, "test", suite, "--jobs", "1")
                (folder / suite).write_text(SUITES[suite](1))
                one = min(cpu_of(folder, *command) for _ in rounds)
                (folder / suite).write_text(SUITES[suite](options.tests))
                many = min(cpu_of(folder, *command) for _ in rounds)
                print(f"{suite}: {options.tests} tests {many:.2f} s CPU, of which {one:.2f} load")
                yield suite, (many - one) / options.tests, unit

        def tell(suite, cost, unit):
            return f"{suite}: {cost * 1e6:.0f} us a test, {cost / unit:.0f} rounds of Lua's"

        kept = hold(BOUNDS, measure, tell, TRIES if options.check else 1)
    return 1 if options.check and not kept else 0


if __name__ == "__main__":
    sys.exit(main())
