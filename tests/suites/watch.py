#!/usr/bin/env python3
"""`luarig test --watch` runs again when a suite, a file that it names, or luarig.json changes, and outlives mistakes in them.

    watch.py PROGRAM
"""

import os
import pathlib
import signal
import subprocess
import sys
import tempfile
import threading
import time

SECONDS = 60
WATCHING = "watching; Ctrl-C ends it\n"

SUITE = '{"tests": [{"name": "the version", "steps": [{"eval": ["version.lua"], "reply": "%s"}]}]}'


class Watched:
    """A run of the program, and what it has said since it was last asked."""

    def __init__(self, program, folder):
        # A shell's background has Ctrl-C ignored, which children inherit.
        self.process = subprocess.Popen([program, "test", "--watch"], cwd=folder, stdout=subprocess.PIPE,
                                        stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL, text=True,
                                        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL))
        self.said = []
        self.reader = threading.Thread(target=self.read, daemon=True)
        self.reader.start()

    def read(self):
        for line in self.process.stdout:
            self.said.append(line)

    def until_it_watches(self):
        """What it says up to there."""
        deadline = time.monotonic() + SECONDS
        while WATCHING not in self.said:
            if time.monotonic() > deadline or self.process.poll() is not None:
                raise AssertionError("it does not watch:\n" + "".join(self.said))
            time.sleep(0.02)
        end = self.said.index(WATCHING) + 1
        text, self.said[:end] = "".join(self.said[:end]), []
        return text

    def end(self):
        os.kill(self.process.pid, signal.SIGINT)
        return self.process.wait(SECONDS)


def write(path, text):
    """Written at another time than before, however coarse the clock of the file system is."""
    before = path.stat().st_mtime_ns if path.exists() else 0
    path.write_text(text)
    if path.stat().st_mtime_ns <= before:
        os.utime(path, ns=(before + 1_000_000, before + 1_000_000))


def main():
    failures = []

    def check(what, words, text):
        if words not in text:
            failures.append(f"{what}: {words!r} is not in\n{text}")

    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        (folder / ".git").mkdir()  # what is above is nobody's business
        script, suite, project = folder / "version.lua", folder / "version.test.json", folder / "luarig.json"
        write(script, "return redis.REDIS_VERSION")
        write(suite, SUITE % "7.4.1")
        run = Watched(pathlib.Path(sys.argv[1]).resolve(), folder)
        check("at first", "1 passed, 0 failed", run.until_it_watches())
        write(suite, SUITE % "7.0.15")
        check("another suite", "0 passed, 1 failed", run.until_it_watches())
        write(project, '{"target": "redis-7.0"}')
        check("a project file, where there was none", "1 passed, 0 failed", run.until_it_watches())
        write(project, '{"target": "redis-7"}')
        check("a mistake in it", "redis-7", run.until_it_watches())
        write(project, '{"target": "redis-7.2"}')
        check("another target", "0 passed, 1 failed", run.until_it_watches())
        write(script, "return '7.0.15'")
        check("another script", "1 passed, 0 failed", run.until_it_watches())
        write(suite, "{")
        check("a suite that is none", "version.test.json", run.until_it_watches())
        suite.unlink()
        check("no suite", "no suites here", run.until_it_watches())
        write(suite, SUITE % "7.0.15")
        check("it is back", "1 passed, 0 failed", run.until_it_watches())
        project.unlink()
        check("no project file", "1 passed, 0 failed", run.until_it_watches())
        status = run.end()
        if status not in (130, -signal.SIGINT):
            failures.append(f"Ctrl-C: status {status}")

    print(*failures, f"{len(failures)} failed", sep="\n")
    return len(failures) > 0


if __name__ == "__main__":
    sys.exit(main())
