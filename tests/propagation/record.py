#!/usr/bin/env python3
r"""What redis-server propagates, written into stories, which luarig_propagation holds the engine to.

  record.py [--check] FILE ...   the server is $LUARIG_REDIS_SERVER, or redis-server in PATH

A story is a file of lines. `> SET k v` runs a command on connection 1, `2> BLPOP k 0` on connection 2,
which need not answer; `* 0.2` waits that many seconds. Below stands what was then propagated, a command
a line, words quoted as redis-cli quotes them. `aof: ` and `replicas: ` in front of a line say that only
those got it. {ms+5000} in a command stands for the time 5 seconds from now in milliseconds, {s+5} in
seconds. `now+5000` in what was propagated is such a time, to half a second, and `now+0-0` an ID of a
stream that was made now.
A word like any1 is shown as `any`: which one it is, is chance.
Keys expire when they are met, unless a story has DEBUG SET-ACTIVE-EXPIRE 1.
"""
import argparse
import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time

NEAR = 10 ** 9  # milliseconds: what is further away from now is no time that a story made
SKIPPED = 77
DIRECTIVE = "@server "


# --- Words, as redis-cli reads and prints them ---------------------------------------------------

def split(line):
    words, at = [], 0
    while at < len(line):
        if line[at] == " ":
            at += 1
            continue
        word, at = (quoted if line[at] == '"' else bare)(line, at)
        words.append(word)
    return words


def bare(line, at):
    end = line.find(" ", at)
    end = len(line) if end < 0 else end
    return line[at:end].encode("latin1"), end


def quoted(line, at):
    end = at + 1
    while line[end] != '"':
        end += 2 if line[end] == "\\" else 1
    return line[at + 1:end].encode("latin1").decode("unicode_escape").encode("latin1"), end + 1


def quote(word):
    if re.fullmatch(rb'[!#-\[\]-~]+', word):
        return word.decode()
    names = {9: "\\t", 10: "\\n", 13: "\\r", 7: "\\a", 8: "\\b", 34: '\\"', 92: "\\\\"}
    text = "".join(names.get(b) or (chr(b) if 32 <= b < 127 else "\\x%02x" % b) for b in word)
    return '"' + text + '"'


def filled(word, now):
    for unit, scale in ((b"ms", 1), (b"s", 1000)):
        word = re.sub(rb"\{%s([+-]\d+)\}" % unit,
                      lambda found, scale=scale: b"%d" % (now // scale + int(found[1])), word)
    return word


def masked(word, now):
    """`word`, with a time around `now` told as the distance, and without what chance has chosen."""
    if re.fullmatch(rb"any\d+", word):
        return b"any"
    def told(found):
        distance = int(found[0]) - now
        return b"now%+d" % (round(distance / 1000) * 1000) if abs(distance) < NEAR else found[0]
    word = re.sub(rb"(?<!\d)\d{13}(?!\d)", told, word)
    # Two entries of a stream within one millisecond are chance as well.
    return re.sub(rb"(?<=now\+0-)\d+", b"0", word)


# --- What the server says ------------------------------------------------------------------------

def read_commands(data):
    """The whole commands at the start of `data`, and what is left."""
    commands = []
    while (one := read_command(data)) is not None:
        words, data = one
        commands.append(words)
    return commands, data


def read_command(data):
    head = re.match(rb"\*(\d+)\r\n", data)
    if not head:
        return None
    at, words = head.end(), []
    for _ in range(int(head[1])):
        size = re.compile(rb"\$(\d+)\r\n").match(data, at)
        if not size or len(data) < size.end() + int(size[1]) + 2:
            return None
        at = size.end() + int(size[1])
        words.append(data[size.end():at])
        at += 2
    return words, data[at:]


class Client:
    def __init__(self, path):
        self.socket = socket.socket(socket.AF_UNIX)
        self.socket.connect(path)
        self.socket.settimeout(10)
        self.data = b""

    def send(self, words):
        parts = [b"$%d\r\n%s\r\n" % (len(word), word) for word in words]
        self.socket.sendall(b"*%d\r\n%s" % (len(parts), b"".join(parts)))

    def line(self):
        while b"\r\n" not in self.data:
            self.pull()
        line, self.data = self.data.split(b"\r\n", 1)
        return line

    def pull(self):
        got = self.socket.recv(1 << 16)
        if not got:
            raise SystemExit("record.py: the server has gone")
        self.data += got

    def reply(self):
        """The reply's lines joined; enough to see an error or a number."""
        line = self.line()
        if line[:1] in b"*%~" and line[1:] != b"-1":
            count = int(line[1:]) * (2 if line[:1] == b"%" else 1)
            return b" ".join([line] + [self.reply() for _ in range(count)])
        if line[:1] in b"$=" and line[1:] != b"-1":
            size = int(line[1:])
            while len(self.data) < size + 2:
                self.pull()
            line, self.data = self.data[:size], self.data[size + 2:]
        return line

    def ask(self, *words):
        self.send([word if isinstance(word, bytes) else word.encode() for word in words])
        return self.reply()


class Replica:
    """Reads the stream that a replica gets."""

    def __init__(self, path):
        self.client = Client(path)
        self.client.send([b"PSYNC", b"?", b"-1"])
        head = self.client.line()
        while not head.startswith(b"+FULLRESYNC"):
            head = self.client.line()
        self.offset = int(head.split()[2])
        while not (head := self.client.line()).startswith(b"$"):
            pass
        while len(self.client.data) < int(head[1:]):
            self.client.pull()
        self.client.data = self.client.data[int(head[1:]):]

    def read(self, until):
        while self.offset + len(self.client.data) < until:
            self.client.pull()
        commands, rest = read_commands(self.client.data)
        self.offset += len(self.client.data) - len(rest)
        self.client.data = rest
        return commands


class Server:
    """A server of our own, with an append-only file and a replica."""

    def __init__(self, program):
        self.folder = tempfile.mkdtemp(prefix="luarig-propagation.")
        self.path = os.path.join(self.folder, "socket")
        words = ("--port 0 --save '' --appendonly yes --appendfsync always --aof-use-rdb-preamble no "
                 "--enable-debug-command yes --repl-diskless-sync no --repl-timeout 3600 "
                 "--repl-ping-replica-period 3600 --auto-aof-rewrite-percentage 0")
        command = ["" if word == "''" else word for word in words.split()]
        program_name = os.path.join(self.folder, "redis-server")
        os.symlink(os.path.abspath(program), program_name)
        self.process = subprocess.Popen([program_name] + command + ["--unixsocket", self.path],
                                        cwd=self.folder, stdout=subprocess.DEVNULL)
        self.control = self.connect()
        self.at = 0
        self.replica = Replica(self.path)
        self.control.ask("DEBUG", "SET-ACTIVE-EXPIRE", "0")
        self.control.ask("SET", "first", "select")
        self.control.ask("DEL", "first")
        self.told()

    def connect(self):
        for _ in range(200):
            try:
                return Client(self.path)
            except OSError:
                time.sleep(0.02)
        raise SystemExit("record.py: the server does not answer")

    def version(self):
        return re.search(rb"redis_version:(\S+)", self.control.ask("INFO", "server"))[1].decode()

    def told(self):
        """What the file and the replica got since the last time."""
        offset = re.search(rb"master_repl_offset:(\d+)", self.control.ask("INFO", "replication"))[1]
        to_replica = self.replica.read(int(offset))
        folder = os.path.join(self.folder, "appendonlydir")
        name = next(name for name in sorted(os.listdir(folder)) if name.endswith(".incr.aof"))
        with open(os.path.join(folder, name), "rb") as file:
            file.seek(self.at)
            data = file.read()
        commands, rest = read_commands(data)
        self.at += len(data) - len(rest)
        return commands, [words for words in to_replica if words[0].upper() != b"PING"]

    def end(self):
        self.process.kill()
        self.process.wait()
        shutil.rmtree(self.folder)


def merged(aof, replicas):
    """Both streams in one, as lines; those of one alone are marked. The longest common subsequence
    is common."""
    rows = [[0] * (len(replicas) + 1) for _ in range(len(aof) + 1)]
    for i in range(len(aof) - 1, -1, -1):
        for j in range(len(replicas) - 1, -1, -1):
            same = aof[i] == replicas[j]
            rows[i][j] = rows[i + 1][j + 1] + 1 if same else max(rows[i + 1][j], rows[i][j + 1])
    lines, i, j = [], 0, 0
    while i < len(aof) or j < len(replicas):
        if i < len(aof) and j < len(replicas) and aof[i] == replicas[j]:
            lines.append(aof[i])
            i, j = i + 1, j + 1
        elif j == len(replicas) or i < len(aof) and rows[i + 1][j] >= rows[i][j + 1]:
            lines.append("aof: " + aof[i])
            i += 1
        else:
            lines.append("replicas: " + replicas[j])
            j += 1
    return lines


# --- Stories -------------------------------------------------------------------------------------

class Story:
    def __init__(self, server, verbose):
        self.server = server
        self.verbose = verbose
        self.clients = {}

    def run(self, line):
        """Does what `line` says; the lines that were then propagated."""
        now = time.time_ns() // 10 ** 6
        said = re.match(r"(\d*)> (.*)", line)
        if not said:
            time.sleep(float(line[2:]))
        else:
            if "{s" in line:  # at the start of a second
                time.sleep((1000 - now % 1000) / 1000)
                now = time.time_ns() // 10 ** 6
            self.say(said[1] or "1", [filled(word, now) for word in split(said[2])], line)
        streams = [[" ".join(quote(masked(word, now)) for word in words) for words in stream]
                   for stream in self.server.told()]
        return merged(*streams)

    def say(self, name, words, line):
        client = self.clients.setdefault(name, None) or self.server.connect()
        self.clients[name] = client
        if name != "1":
            client.send(words)
            time.sleep(0.05)
            return
        reply = client.ask(*words)
        if self.verbose or reply.startswith(b"-"):
            print("%s\n    %s" % (line, reply.decode("latin1")), file=sys.stderr)


def is_told(line):
    """Whether `line` was propagated."""
    return bool(line) and not re.match(r"\d*> |\* |[#@]", line)


def record(path, program, verbose):
    """The text of the story as the server has it."""
    server = Server(program)
    try:
        story = Story(server, verbose)
        out = [DIRECTIVE + server.version()]
        with open(path) as file:
            for line in file.read().rstrip("\n").split("\n"):
                if is_told(line) or line.startswith("@"):
                    continue
                out.append(line)
                if re.match(r"\d*> |\* ", line):
                    out += story.run(line)
        return "\n".join(out) + "\n"
    finally:
        server.end()


def main():
    parser = argparse.ArgumentParser(usage=__doc__)
    parser.add_argument("--check", action="store_true", help="change nothing; 1 if anything differs")
    parser.add_argument("--verbose", action="store_true", help="show replies that are no errors, too")
    parser.add_argument("files", nargs="+")
    args = parser.parse_args()
    program = os.environ.get("LUARIG_REDIS_SERVER") or shutil.which("redis-server")
    if not program:
        print("record.py: skipped, there is no redis-server (LUARIG_REDIS_SERVER)")
        return SKIPPED
    changed = 0
    for path in args.files:
        text = record(path, program, args.verbose)
        with open(path) as file:
            same = file.read() == text
        if same:
            continue
        changed += 1
        print("%s: %s" % (path, "is not what the server says" if args.check else "recorded"))
        if not args.check:
            with open(path, "w") as file:
                file.write(text)
    return 1 if args.check and changed else 0


if __name__ == "__main__":
    sys.exit(main())
