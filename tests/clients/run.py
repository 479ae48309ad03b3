#!/usr/bin/env python3
"""Real clients talk to redis-server and to `luarig serve`, and must see the same.

    run.py PROGRAM [--only NAME] [--hiredis PROGRAM] [--work FOLDER] [--keep]

Each client is a program `CLIENT HOST PORT` that prints what it did and what came back, a line a step,
under headers `== chapter`. Both servers are fresh for each client. What differs must stand in
expected_differences.txt, and what stands there must differ. LUARIG_REDIS_SERVER names the oracle; without it
everything is skipped (status 77). A client whose library is missing is skipped too, unless CI is set: then it
fails. --keep leaves the transcripts in FOLDER.
"""

import argparse
import concurrent.futures
import difflib
import fnmatch
import hashlib
import os
import pathlib
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).resolve().parent
SECONDS = 180  # for a client; each has a limit of its own below this
SKIPPED = 77


class Missing(Exception):
    """A client cannot run here, and what would help."""


class Server:
    """A server in a folder of its own, ended with the block."""

    def __init__(self, command, folder, port_file=None):
        folder.mkdir(parents=True)
        self.log = folder / "server.log"
        with open(self.log, "wb") as log:
            self.process = subprocess.Popen(command, cwd=folder, stdout=log, stderr=log, stdin=subprocess.DEVNULL)
        self.port_file = port_file

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            try:
                self.process.wait(5)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()

    def wait(self, port):
        """The port, once something answers there."""
        for _ in range(500):
            if self.process.poll() is not None:
                break
            try:
                if self.port_file is not None:
                    port = int(self.port_file.read_text())
                socket.create_connection(("127.0.0.1", port)).close()
                return port
            except (OSError, ValueError):
                time.sleep(0.02)
        raise SystemExit(f"run.py: no server answers:\n{self.log.read_text(errors='replace')}")


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def start_oracle(folder):
    port = free_port()
    words = ["--port", str(port), "--save", "", "--enable-debug-command", "yes", "--enable-protected-configs", "yes"]
    return Server([os.environ["LUARIG_REDIS_SERVER"], *words], folder), port


def start_luarig(program, folder):
    file = folder / "port"
    words = ["serve", "--port", "auto", "--port-file", str(file), "--target", "redis-7.0"]
    return Server([program, *words], folder, file), 0


def python_command(_args):
    for python in ("/usr/bin/python3", sys.executable):
        if subprocess.run([python, "-c", "import redis"], capture_output=True, check=False).returncode == 0:
            return [python, str(HERE / "client.py")]
    raise Missing("python3-redis is not installed")


def redis_cli_command(_args):
    if shutil.which("redis-cli") is None:
        raise Missing("redis-tools is not installed")
    return [sys.executable, str(HERE / "redis_cli.py")]


def hiredis_command(args):
    if not args.hiredis or not os.path.exists(args.hiredis):
        raise Missing("libhiredis-dev was not there when this was configured")
    return [args.hiredis]


def node_folder(args):
    """A folder with the npm packages that the lock file pins, and the programs beside them."""
    if shutil.which("node") is None or shutil.which("npm") is None:
        raise Missing("nodejs or npm is not installed")
    folder = args.work / "node"
    wanted = hashlib.sha256((HERE / "package-lock.json").read_bytes()).hexdigest()
    stamp = folder / "installed"
    if not stamp.exists() or stamp.read_text() != wanted:
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        for name in ("package.json", "package-lock.json"):
            shutil.copy(HERE / name, folder)
        done = subprocess.run(["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"], cwd=folder,
                              capture_output=True, text=True, timeout=300, check=False)
        if done.returncode != 0:
            raise Missing("npm ci failed: " + done.stderr.strip()[:400])
        stamp.write_text(wanted)
    for program in HERE.glob("*.mjs"):
        shutil.copy(program, folder)
    return folder


def node_command(name):
    return lambda args: ["node", str(node_folder(args) / name)]


CLIENTS = {
    "redis-cli": redis_cli_command,
    "python": python_command,
    "hiredis": hiredis_command,
    "ioredis": node_command("ioredis.mjs"),
    "node-redis": node_command("node_redis.mjs"),
}


class Expected:
    """One entry of expected_differences.txt: `CLIENT` may be several words or `*`."""

    def __init__(self, clients, server, luarig, line):
        self.clients, self.server, self.luarig, self.line = clients.split(), server, luarig, line
        self.met = False

    def concerns(self, client):
        return any(fnmatch.fnmatchcase(client, one) for one in self.clients)

    def covers(self, client, server, luarig):
        # The brackets of replies are no sets of characters.
        same = all(fnmatch.fnmatchcase(text, pattern.replace("[", "[[]"))
                   for text, pattern in ((server, self.server), (luarig, self.luarig)))
        self.met = self.met or (self.concerns(client) and same)
        return self.concerns(client) and same


def read_expected():
    """Entries are three lines, `@ CLIENTS`, `- SERVER` and `+ LUARIG`, the latter two globs; `#` explains."""
    entries, clients, server = [], "", ""
    for number, line in enumerate((HERE / "expected_differences.txt").read_text().splitlines(), 1):
        mark, text = line[:2], line[2:]
        if mark == "@ ":
            clients = text
        elif mark == "- ":
            server = text
        elif mark == "+ ":
            entries.append(Expected(clients, server, text, number))
        elif line and not line.startswith("#"):
            raise SystemExit(f"expected_differences.txt:{number}: what is this? {line}")
    return entries


def compare(client, server, luarig, entries):
    """The lines that differ and are not expected to, each difference under its chapter."""
    out = []
    matcher = difflib.SequenceMatcher(None, server, luarig, autojunk=False)
    for kind, a, b, c, d in matcher.get_opcodes():
        if kind == "equal":
            continue
        left, right = server[a:b], luarig[c:d]
        if len(left) == len(right):
            pairs = [pair for pair in zip(left, right)
                     if pair[0] != pair[1] and not any([one.covers(client, *pair) for one in entries])]
            left, right = [one for one, _ in pairs], [one for _, one in pairs]
        if left or right:
            chapter = next((line for line in reversed(server[:a]) if line.startswith("== ")), "==")
            out.append(f"  {client} {chapter} (line {a + 1})")
            out += [f"    - {line}" for line in left] + [f"    + {line}" for line in right]
    return out


def play(client, command, start, args, folder):
    """What the client prints with one server: its lines, and what went wrong or ""."""
    server, port = start(folder)
    with server:
        port = server.wait(port)
        try:
            done = subprocess.run([*command, "127.0.0.1", str(port)], capture_output=True, timeout=SECONDS,
                                  stdin=subprocess.DEVNULL, check=False, cwd=folder)
        except subprocess.TimeoutExpired as timeout:
            done = subprocess.CompletedProcess(command, -1, timeout.stdout or b"", b"took too long")
        ended = server.process.poll()
    lines = done.stdout.decode(errors="backslashreplace").splitlines()
    if args.keep:
        (args.work / f"{client}-{folder.name}.txt").write_text("\n".join(lines) + "\n")
    trouble = ""
    if done.returncode != 0:
        trouble = f"status {done.returncode}: " + done.stderr.decode(errors="replace")[-2000:]
    if ended:  # a client may well end it with SHUTDOWN
        trouble += f"the server ended with {ended}: " + server.log.read_text(errors="replace")[-2000:]
    return lines, trouble


def run_client(client, args, entries, folder):
    """("passed" | "failed" | "skipped", the text that tells)."""
    began = time.monotonic()
    try:
        command = CLIENTS[client](args)
    except Missing as missing:
        return ("failed" if os.environ.get("CI") else "skipped"), f"{client}: {missing} (scripts/test.sh installs it)"
    starts = {"server": start_oracle, "luarig": lambda where: start_luarig(args.program, where)}
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        both = {name: pool.submit(play, client, command, start, args, folder / client / name)
                for name, start in starts.items()}
    lines, troubles = {}, []
    for name, future in both.items():
        lines[name], trouble = future.result()
        if trouble:
            troubles.append(f"  {client} with {name}: {trouble}")
    out = troubles + compare(client, lines["server"], lines["luarig"], entries)
    if not lines["server"]:
        out.append(f"  {client}: said nothing")
    seconds = time.monotonic() - began
    if out:
        return "failed", "\n".join([f"{client}: - is redis-server, + is luarig"] + out)
    return "passed", f"{client}: {len(lines['server'])} lines, {seconds:.1f} s"


def main():
    parser = argparse.ArgumentParser(usage=__doc__)
    parser.add_argument("program", type=os.path.abspath)
    parser.add_argument("--only", choices=CLIENTS)
    parser.add_argument("--hiredis", type=os.path.abspath)
    parser.add_argument("--work", type=pathlib.Path, default=pathlib.Path(tempfile.gettempdir()) / "luarig-clients")
    parser.add_argument("--keep", action="store_true")
    args = parser.parse_args()
    if not os.environ.get("LUARIG_REDIS_SERVER"):
        print("skipped: LUARIG_REDIS_SERVER names no redis-server to compare with")
        return SKIPPED
    args.work = args.work.resolve()
    args.work.mkdir(parents=True, exist_ok=True)
    entries = read_expected()
    names = [args.only] if args.only else list(CLIENTS)
    results = {}
    with tempfile.TemporaryDirectory() as folder, concurrent.futures.ThreadPoolExecutor(2) as pool:
        # npm's folder is made once, before two clients want it.
        futures = {name: pool.submit(run_client, name, args, entries, pathlib.Path(folder))
                   for name in names if name != "node-redis"}
        for name in names:
            if name == "node-redis":
                if "ioredis" in futures:
                    futures["ioredis"].result()
                futures[name] = pool.submit(run_client, name, args, entries, pathlib.Path(folder))
        for name in names:
            results[name], text = futures[name].result()
            print(text)
    unmet = [one for one in entries if not one.met and any(one.concerns(name) for name in names
                                                           if results[name] == "passed")]
    for one in unmet:
        print(f"expected_differences.txt:{one.line}: nothing differs like this any more: {one.luarig}")
    count = list(results.values()).count
    failed = count("failed") + len(unmet)
    skipped = count("skipped")
    print(f"{count('passed')} passed, {failed} failed" + (f", {skipped} skipped" if skipped else ""))
    return 1 if failed else SKIPPED if skipped else 0


if __name__ == "__main__":
    sys.exit(main())
