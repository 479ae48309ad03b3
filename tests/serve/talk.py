#!/usr/bin/env python3
r"""Talks of several clients with a server, compared with what redis-server said.

  talk.py --server COMMAND ... -- FILE ...     check: starts `COMMAND --port P`, talks, compares
  talk.py --record --server redis-server ... -- FILE ...   writes the answers into the files

A talk is a file of lines. `1> GET k` sends an inline command on connection 1 (a new one if there is
none), `1= *1\r\n` sends those bytes, `1! ` closes it, `* 0.2` waits. What arrives follows, on whatever connection: `1: +OK`, a reply a
line, elements behind its header. Bytes that differ from run to run are written as {name}: the first
time such a name stands for what it meets, afterwards it must be the same.
"""
import argparse
import concurrent.futures
import os
import re
import socket
import subprocess
import sys
import tempfile
import time

QUIET = 0.03   # seconds without a byte: nothing more will come
RECORDING = 0.1
PATIENCE = 30  # seconds for what must come


def read_reply(data, at):
    """The end of the reply at `at` with its text, or None while it has not come whole."""
    end = data.find(b"\r\n", at)
    if end < 0:
        return None
    kind, head = data[at:at + 1], data[at + 1:end]
    at = end + 2
    if kind in b"$=!" and head != b"-1":
        size = int(head)
        if len(data) < at + size + 2:
            return None
        return at + size + 2, kind.decode() + quote(data[at:at + size])
    if kind in b"*%~>" and head != b"-1":
        parts = []
        for _ in range(int(head) * (2 if kind == b"%" else 1)):
            part = read_reply(data, at)
            if part is None:
                return None
            at, text = part
            parts.append(text)
        return at, kind.decode() + "[" + " ".join(parts) + "]"
    return at, (kind + head).decode("latin1")


def quote(data):
    text = "".join(chr(b) if 32 <= b < 127 and b not in b'"\\' else "\\x%02x" % b for b in data)
    return '"' + text + '"'


class Client:
    def __init__(self, port):
        self.socket = socket.create_connection(("127.0.0.1", port))
        self.data = b""
        self.closed = False

    def send(self, data):
        try:
            self.socket.sendall(data)
        except OSError:
            self.closed = True

    def pull(self, timeout):
        if self.closed:
            return False
        self.socket.settimeout(timeout)
        try:
            got = self.socket.recv(1 << 20)
        except (TimeoutError, BlockingIOError):
            return False
        except OSError:
            got = b""
        self.closed = not got
        self.data += got
        return True

    def replies(self):
        while (one := read_reply(self.data, 0)) is not None:
            self.data = self.data[one[0]:]
            yield one[1]
        if self.closed and not self.data:
            self.data = b" "
            yield "(closed)"


class Talk:
    def __init__(self, port):
        self.port = port
        self.clients = {}

    def say(self, name, data):
        if name not in self.clients:
            self.clients[name] = Client(self.port)
        self.clients[name].send(data)

    def hear(self, enough):
        """What arrives, as lines, until `enough` lines came (None: nobody knows how many) and it is
        quiet, or patience ends. What comes too much, but late, is heard with the next answer."""
        quiet = RECORDING if enough is None else 0.003 if enough else QUIET
        heard = []
        began = time.monotonic()
        quiet_since = began
        while True:
            for name, client in sorted(self.clients.items()):
                if client.pull(0.002):
                    quiet_since = time.monotonic()
                heard += ["%s: %s" % (name, reply) for reply in client.replies()]
            now = time.monotonic()
            if now - quiet_since > quiet and len(heard) >= (enough or 0) or now - began > PATIENCE:
                return sorted(heard, key=lambda line: line.split(":")[0])

    def run(self, lines, record):
        """Yields (expected, heard) after each line that was said; the lines said as (line, None)."""
        at = 0
        while at < len(lines):
            line = lines[at]
            at += 1
            said = re.match(r"(\w+)([>=!])(?: (.*))?$", line)
            pause = re.match(r"\* ([\d.]+)$", line)
            if not said and not pause:
                yield line, None
                continue
            yield line, None
            expected = []
            while at < len(lines) and re.match(r"\w+: ", lines[at]):
                expected.append(lines[at])
                at += 1
            if pause:
                time.sleep(float(pause[1]))
            elif said[2] == "!":
                self.clients.pop(said[1]).socket.close()
            elif said[2] == "=":
                self.say(said[1], said[3].encode("latin1").decode("unicode_escape").encode("latin1"))
            else:
                self.say(said[1], (said[3] or "").encode() + b"\r\n")
            yield expected, self.hear(None if record else len(expected))


def matches(expected, heard, names):
    if len(expected) != len(heard):
        return False
    for want, got in zip(expected, heard):
        pattern = ""
        for part in re.split(r"(\{\w+\})", want):
            name = part[1:-1]
            if not re.fullmatch(r"\{\w+\}", part):
                pattern += re.escape(part)
            elif name in names:
                pattern += re.escape(names[name])
            else:
                pattern += "(?P<%s>.*?)" % name
        found = re.fullmatch(pattern, got)
        if not found:
            return False
        names.update(found.groupdict())
    return True


def start(command):
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    folder = tempfile.mkdtemp()
    process = subprocess.Popen(command + ["--port", str(port)], cwd=folder, stdout=subprocess.DEVNULL)
    for _ in range(200):
        try:
            socket.create_connection(("127.0.0.1", port)).close()
            return process, port
        except OSError:
            time.sleep(0.05)
    raise SystemExit("talk.py: %s does not answer" % command[0])


def run_file(path, command, record):
    """True if everything was as expected. A server of its own for each file."""
    process, port = start(command)
    out, names, good = [], {}, True
    try:
        with open(path) as file:
            lines = file.read().split("\n")
        said = ""
        for one, heard in Talk(port).run(lines, record):
            if heard is None:
                said = one
                out.append(one)
            elif record:
                out += one if matches(one, heard, names) else heard
            elif not matches(one, heard, names):
                good = False
                print("%s: after `%s`\n  expected %s\n  heard    %s" % (path, said, one, heard))
    finally:
        process.terminate()
        process.wait()
    if record:
        with open(path, "w") as file:
            file.write("\n".join(out))
    return good


def main():
    parser = argparse.ArgumentParser(usage=__doc__)
    parser.add_argument("--record", action="store_true")
    parser.add_argument("--server", nargs="+", required=True)
    split = sys.argv.index("--", 1) if "--" in sys.argv else len(sys.argv)
    # Flags of the server are not ours.
    own = sys.argv[1:split]
    at = own.index("--server") + 1 if "--server" in own else len(own)
    args = parser.parse_args(own[:at] + own[at:at + 1])
    command = own[at:]
    if "/" in command[0]:
        command[0] = os.path.abspath(command[0])  # each server has a folder of its own
    files = sys.argv[split + 1:]
    with concurrent.futures.ThreadPoolExecutor(4) as pool:  # most of the time is waiting
        good = list(pool.map(lambda path: run_file(path, command, args.record), files))
    failed = [path for path, one in zip(files, good) if not one]
    print("%d passed, %d failed" % (len(files) - len(failed), len(failed)))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
