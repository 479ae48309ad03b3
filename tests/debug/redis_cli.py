#!/usr/bin/env python3
"""`redis-cli --ldb` and `--ldb-sync-mode`, with redis-server and with `luarig serve`: it must show the same.

    redis_cli.py PROGRAM

What is typed goes to a pipe, and once to a terminal. LUARIG_REDIS_SERVER names the oracle; without it, or without
redis-cli, this is skipped (status 77).
"""
import difflib
import os
import pathlib
import pty
import re
import select
import shutil
import signal
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "serve"))
import talk  # noqa: E402

SKIPPED = 77
QUIET = 0.3  # seconds without a byte: a terminal shows no more
SCRIPT = """local visits = redis.call("INCR", KEYS[1])
local function double(n)
  local twice = n * 2
  return twice
end
redis.debug("visits", visits, ARGV)
local result = {double(visits), redis.pcall("LPUSH", KEYS[1], "x")}
if visits > 100 then redis.breakpoint() end
return result[1]
"""
KEYS = ["k", ",", "one", "two words"]

# What is typed, line by line.
SESSIONS = {
    "to the end": ["help", "list", "print", "next", "p visits", "b 4", "b", "c", "trace", "p", "eval 1 + 1", "maxlen", "c"],
    "restart": ["n", "n", "restart", "w", "c"],
    "quit": ["n", "quit"],
    "the input ends": ["n"],
    "abort, then commands": ["redis SET k 5", "abort", "PING", "GET k"],
    "unknown words": ["foo", "x y z", "r", "b 100", "b x", "c"],
    "errors": ["r LPUSH k v", "e nosuch", "e 1 +", "r GET k", "c"],
    "quoted words": ["r SET k \"two words\"", "r GET k", "e 'a  b'", "b -1", "a"],
}


def cli(port, file, *flags):
    return ["redis-cli", "-p", str(port), "--ldb", *flags, "--eval", str(file), *KEYS]


def environment():
    return {**os.environ, "REDISCLI_HISTFILE": "/dev/null", "LC_ALL": "C.UTF-8", "TERM": "xterm"}


def piped(port, file, typed, *flags):
    done = subprocess.run(cli(port, file, *flags), input="".join(line + "\n" for line in typed), text=True, timeout=90,
                          capture_output=True, check=False, env=environment())
    return (done.stdout + done.stderr + "exit %d\n" % done.returncode).split("\n")


def at_terminal(port, file, typed):
    """What stands on a terminal: its lines without those that are being typed."""
    child, terminal = pty.fork()
    if child == 0:
        os.execvpe("redis-cli", cli(port, file), environment())
    shown = b""
    # Each line when what came before has been answered, and the end of input at last.
    for typed_now in [b""] + [line.encode() + b"\r" for line in typed] + [b"\x04"] * 2:
        os.write(terminal, typed_now)
        while select.select([terminal], [], [], QUIET)[0]:
            try:
                got = os.read(terminal, 65536)
            except OSError:  # it has ended
                break
            shown += got
    os.kill(child, signal.SIGTERM)
    os.waitpid(child, 0)
    os.close(terminal)
    text = re.sub(rb"\x1b\[[0-9;]*[A-Za-z]", b"", shown).decode("utf-8", "backslashreplace").replace("\r", "\n")
    return [line for line in text.split("\n") if line and "debugger>" not in line and "127.0.0.1:" not in line]


def play(port, folder):
    """Everything that is shown, a line each."""
    file = folder / "script.lua"
    file.write_text(SCRIPT)
    broken = folder / "broken.lua"
    broken.write_text("local a = = 1\n")
    out = []
    for flags in ([], ["--ldb-sync-mode"]):
        for name, typed in SESSIONS.items():
            out += ["== %s %s" % (name, " ".join(flags))] + piped(port, file, typed, *flags)
            done = subprocess.run(["redis-cli", "-p", str(port), "GET", "k"], capture_output=True, text=True, check=False)
            out += ["k is " + done.stdout]
        out += ["== does not compile"] + piped(port, broken, ["n"], *flags)
    return out + ["== at a terminal"] + at_terminal(port, file, ["n", "p", "list", "c"])


def main():
    oracle = os.environ.get("LUARIG_REDIS_SERVER")
    if not oracle or shutil.which("redis-cli") is None:
        print("skipped: LUARIG_REDIS_SERVER is not set, or redis-tools is not installed")
        return SKIPPED
    shown = []
    for command in ([oracle, "--save", ""], [os.path.abspath(sys.argv[1]), "serve", "--target", "redis-7.0"]):
        process, port = talk.start(command)
        try:
            with tempfile.TemporaryDirectory() as folder:
                shown.append(play(port, pathlib.Path(folder)))
        finally:
            process.terminate()
            process.wait()
    lines = [line for line in difflib.unified_diff(*shown, "redis-server", "luarig serve", lineterm="")]
    print("\n".join(lines) if lines else "%d lines are the same" % len(shown[0]))
    return 1 if lines else 0


if __name__ == "__main__":
    sys.exit(main())
