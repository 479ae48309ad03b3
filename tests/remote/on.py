#!/usr/bin/env python3
"""`luarig test --on`: the suites of fixtures/ on a redis-server ($LUARIG_REDIS_SERVER), and where it and the engine differ.

    on.py PROGRAM
"""

import os
import pathlib
import re
import socket
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
SKIPPED = 77  # what ctest takes for skipped

# A suite that cannot come to the same twice: it asks for the time.
CLOCK = """{"tests": [
  {"name": "asks for the year", "steps": [
    {"eval": [{"text": "return redis.call('TIME')[1] > '1704067300'"}], "reply": null}]},
  {"name": "wants what a server does not tell", "steps": [
    {"eval": [{"text": "redis.log(redis.LOG_WARNING, 'x')"}], "log": []}]},
  {"name": "does not", "steps": [{"call": ["PING"], "reply": "PONG"}]}]}"""

failures = []


def check(fine, text):
    if not fine:
        failures.append(text)


class Server:
    """A redis-server on a socket in `folder`."""

    def __init__(self, program, folder):
        self.path = f"{folder}/socket"
        self.process = subprocess.Popen(
            [program, "--port", "0", "--unixsocket", self.path, "--save", "", "--dir", folder],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        for _ in range(200):
            try:
                with socket.socket(socket.AF_UNIX) as probe:
                    probe.connect(self.path)
                return
            except OSError:
                time.sleep(0.05)
        raise RuntimeError("redis-server did not start")

    def end(self):
        self.process.terminate()
        self.process.wait()


def run(program, folder, server, *paths):
    return subprocess.run([program, "test", "--no-project", "--on", f"redis+unix://{server.path}", *map(str, paths)],
                          cwd=folder, capture_output=True, text=True, timeout=120, check=False)


def main():
    program = pathlib.Path(sys.argv[1]).resolve()
    oracle = os.environ.get("LUARIG_REDIS_SERVER")
    if not oracle:
        print("skipped: LUARIG_REDIS_SERVER names no server")
        return SKIPPED
    with tempfile.TemporaryDirectory() as folder:
        suite = pathlib.Path(folder) / "clock.test.json"
        suite.write_text(CLOCK)
        server = Server(oracle, folder)

        done = subprocess.run([program, "test", "--on", f"redis+unix://{server.path}", ROOT / "fixtures"],
                              cwd=folder, capture_output=True, text=True, timeout=120, check=False)
        check(done.returncode == 0, "the suites of fixtures/:\n" + done.stdout + done.stderr)
        check(re.search(r"^\d\d passed, 0 failed, \d+ skipped", done.stdout, re.M), done.stdout)
        check("something else" not in done.stdout, done.stdout)

        done = run(program, folder, server, suite.name)
        check(done.returncode == 1, "a test that fails on the server:\n" + done.stdout + done.stderr)
        check("the engine comes to something else in 1 test:\n"
              "  clock.test.json: asks for the year: fails on the server, in the engine it passes\n" in done.stdout,
              done.stdout)
        check("1 passed, 1 failed, 1 skipped" in done.stdout, done.stdout)
        server.end()
    for failure in failures:
        print(failure)
    print(f"{len(failures)} failed")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
