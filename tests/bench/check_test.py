#!/usr/bin/env python3
"""What check.py says of a bound that is missed: once, for the machine was busy, or every time.

    check_test.py           status 1 and a traceback if something is otherwise
"""

import os
import pathlib
import subprocess
import sys
import tempfile
import unittest

CHECK = pathlib.Path(__file__).parent / "check.py"

# Stands for luarig_rewind_bench: its n-th run prints the n-th line of a file, and the last one from then on.
BENCH = """#!/bin/sh
cd "$(dirname "$0")"
printf 'changes 100\\nback %s\\n' "$(head -n 1 costs)"
[ "$(wc -l <costs)" -eq 1 ] || sed -i 1d costs
"""


class Check(unittest.TestCase):
    def check(self, *costs):
        with tempfile.TemporaryDirectory() as folder:
            bench = pathlib.Path(folder, "luarig_rewind_bench")
            bench.write_text(BENCH)
            bench.chmod(0o755)
            pathlib.Path(folder, "costs").write_text("".join(f"{cost}\n" for cost in costs))
            environment = {name: value for name, value in os.environ.items() if name != "LUARIG_REDIS_SERVER"}
            done = subprocess.run([sys.executable, CHECK, "luarig", folder, "--only", "back", "--rounds", "2"],
                                  env=environment, capture_output=True, text=True, check=False)
            return done.returncode, done.stdout

    def test_a_bound_that_is_kept_is_measured_once(self):
        status, said = self.check(500, 10)
        self.assertEqual(status, 0)
        self.assertIn("0.10 of it, at most 1.0\n", said)
        self.assertNotIn("measured again", said)

    def test_the_best_round_of_all_tries_counts(self):
        status, said = self.check(500, 500, 500, 500, 500, 10)
        self.assertEqual(status, 0)
        self.assertIn("5.00 of it, at most 1.0, measured again\n", said)
        self.assertIn("0.10 of it, at most 1.0, measured again\n", said)

    def test_what_is_missed_every_time_breaks_the_promise(self):
        status, said = self.check(500)
        self.assertEqual(status, 1)
        self.assertEqual(said.count("measured again"), 2)
        self.assertIn("a promise is broken\n", said)


if __name__ == "__main__":
    unittest.main()
