#!/usr/bin/env python3
"""What starting and loading cost, here and on a redis-server ($LUARIG_REDIS_SERVER): milliseconds of CPU, the best of some runs.

    figures.py LUARIG [--runs N]

  cold     a script over a fixture of 10,000 keys: `luarig eval`; a server that is started, loaded, asked and stopped
  million  1,000,000 strings: from JSON; by `redis-cli --pipe`, client and server
  bytes    of a key of 14 bytes with a value of 16, of a million: what the server says that it uses. Of luarig's see luarig_store_bench
  reload   100,000 keys of a server, by DEBUG RELOAD. Of luarig's see luarig_rewind_bench
"""

import argparse
import json
import os
import pathlib
import resource
import socket
import subprocess
import tempfile
import time

VALUE = "value:0123456789"


def key(i):
    return f"key:{i:010}"


def fixture(keys):
    return json.dumps({"keys": {key(i): VALUE for i in range(keys)}})


def commands(keys):
    return "".join(f"*3\r\n$3\r\nSET\r\n$14\r\n{key(i)}\r\n$16\r\n{VALUE}\r\n" for i in range(keys))


def cpu_of_children():
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def best(runs, function):
    """The least CPU that ended children took in one of some runs, in milliseconds."""
    took = []
    for _ in range(runs):
        before = cpu_of_children()
        function()
        took.append(cpu_of_children() - before)
    return min(took) * 1e3


class Server:
    """A redis-server in a folder, which ends with the `with` block."""

    def __init__(self, folder):
        self.path, self.folder = f"{folder}/socket", folder

    def __enter__(self):
        self.process = subprocess.Popen(
            [os.environ["LUARIG_REDIS_SERVER"], "--port", "0", "--unixsocket", self.path, "--save", "", "--dir", self.folder,
             "--enable-debug-command", "yes"], stdout=subprocess.DEVNULL)
        while self.process.poll() is None:
            with socket.socket(socket.AF_UNIX) as probe:
                if probe.connect_ex(self.path) == 0:
                    return self
            time.sleep(0.002)
        raise SystemExit("the server did not start")

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait()

    def cli(self, *words, stdin=None):
        done = subprocess.run(["redis-cli", "-s", self.path, *words], stdin=stdin, capture_output=True, text=True, check=True)
        return done.stdout.strip()

    def load(self, file):
        with open(file, encoding="ascii") as stdin:
            self.cli("--pipe", stdin=stdin)

    def figure(self, section, name):
        rows = dict(row.split(":") for row in self.cli("INFO", section).splitlines() if ":" in row)
        return float(rows[name])

    def cpu(self):
        return self.figure("cpu", "used_cpu_user") + self.figure("cpu", "used_cpu_sys")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("luarig")
    parser.add_argument("--runs", type=int, default=7)
    options = parser.parse_args()
    runs = options.runs
    with tempfile.TemporaryDirectory() as folder:
        for name, keys in (("small", 10_000), ("large", 1_000_000)):
            pathlib.Path(folder, f"{name}.json").write_text(fixture(keys), encoding="ascii")
            pathlib.Path(folder, f"{name}.resp").write_text(commands(keys), encoding="ascii", newline="")

        def ours(name):
            subprocess.run([options.luarig, "eval", "-e", "return redis.call('GET', KEYS[1])", key(1),
                            "--fixture", f"{folder}/{name}.json"], check=True, stdout=subprocess.DEVNULL)

        def theirs(name):
            with Server(folder) as server:
                server.load(f"{folder}/{name}.resp")
                server.cli("EVAL", "return redis.call('GET', KEYS[1])", "1", key(1))

        mine, other = best(runs, lambda: ours("small")), best(runs, lambda: theirs("small"))
        print(f"cold     {mine:8.1f} ms, the server {other:8.1f}: {other / mine:.1f} times as much")
        mine, other = best(3, lambda: ours("large")), best(3, lambda: theirs("large"))
        print(f"million  {mine:8.1f} ms, the server {other:8.1f}: {other / mine:.1f} times as much")
        with Server(folder) as server:
            empty = server.figure("memory", "used_memory")
            server.load(f"{folder}/large.resp")
            print(f"bytes    {(server.figure('memory', 'used_memory') - empty) / 1e6:8.1f} of a key on the server")
            server.cli("FLUSHALL")
            server.cli("EVAL", "for i = 1, 100000 do redis.call('SET', ('key:%010d'):format(i), ARGV[1]) end", "0", VALUE)
            took = []
            for _ in range(runs):
                before = server.cpu()
                server.cli("DEBUG", "RELOAD")
                took.append((server.cpu() - before) * 1e3)
            print(f"reload   {min(took):8.1f} ms of the server, 100,000 keys")


if __name__ == "__main__":
    main()
