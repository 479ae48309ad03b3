#!/usr/bin/env python3
r"""Sessions of the server's script debugger, compared with what redis-server said.

  ldb.py --server COMMAND ... -- FILE ...            check: starts `COMMAND --port P`, talks, compares
  ldb.py --record --server redis-server ... -- FILE ...   writes the answers into the files

A file is a talk of several clients. Lines after `| ` are a script, which the word @ stands for. `1> s` sends words on
connection 1 (a new one if there is none) as an array of bulk strings, `1+ s` sends them together with its next line,
`1= *1\r\n` sends those bytes, `1!` closes it, `* 0.2` waits. What came follows, line by line as it is on the wire: array
headers, status lines, bulk strings with their length and quoted. Words are quoted as in C where they hold blanks.
Addresses differ from run to run, and are written 0x.
"""
import argparse
import concurrent.futures
import os
import pathlib
import re
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "serve"))
import talk  # noqa: E402


def unescape(text):
    return text.encode("latin1").decode("unicode_escape").encode("latin1")


def words_of(text, script):
    for word in re.findall(r'"(?:[^"\\]|\\.)*"|\S+', text):
        if word == "@":
            yield "\n".join(script).encode()
        elif word.startswith('"'):
            yield unescape(word[1:-1])
        else:
            yield word.encode()


def encoded(words):
    words = list(words)
    return b"*%d\r\n" % len(words) + b"".join(b"$%d\r\n%s\r\n" % (len(word), word) for word in words)


def plain(data):
    text = "".join(chr(b) if 32 <= b < 127 and b != 92 else "\\x%02x" % b for b in data)
    return re.sub(r"0x[0-9a-f]{6,}", "0x", text)


class Client(talk.Client):
    def replies(self):
        while True:
            end = self.data.find(b"\r\n")
            if end < 0:
                break
            line, after = self.data[:end], end + 2
            text = plain(line)
            if line[:1] in b"$=!" and line[1:] != b"-1":
                size = int(line[1:])
                if len(self.data) < after + size + 2:
                    break
                text += " " + talk.quote(self.data[after:after + size])
                after += size + 2
            self.data = self.data[after:]
            yield text
        if self.closed and not self.data:
            self.data = b" "
            yield "(closed)"


class Session(talk.Talk):
    def __init__(self, port):
        super().__init__(port)
        self.held = {}

    def say(self, name, data):
        if name not in self.clients:
            self.clients[name] = Client(self.port)
        self.clients[name].send(self.held.pop(name, b"") + data)

    def run(self, lines, record):
        """Yields (line, None) for each line of the file, (expected, heard) after each that waits for answers."""
        at, script = 0, []
        while at < len(lines):
            line = lines[at]
            yield line, None
            at += 1
            if line.startswith("|"):
                if not lines[at - 2].startswith("|"):
                    script = []
                script.append(line[2:])
                continue
            said = re.match(r"(\w+)([>+=!])(?: (.*))?$", line)
            pause = re.match(r"\* ([\d.]+)$", line)
            if not said and not pause:
                continue
            if said and said[2] == "+":
                self.held[said[1]] = self.held.get(said[1], b"") + encoded(words_of(said[3], script))
                continue
            expected = []
            while at < len(lines) and re.match(r"\w+: ", lines[at]):
                expected.append(lines[at])
                at += 1
            if pause:
                time.sleep(float(pause[1]))
            elif said[2] == "!":
                self.clients.pop(said[1]).socket.close()
            else:
                self.say(said[1], unescape(said[3]) if said[2] == "=" else encoded(words_of(said[3], script)))
            yield expected, self.hear(None if record else len(expected))


def run_file(path, command, record):
    """True if everything was as expected. A server of its own for each file."""
    process, port = talk.start(command)
    out, good, said = [], True, ""
    try:
        with open(path) as file:
            lines = file.read().split("\n")
        for one, heard in Session(port).run(lines, record):
            if heard is None:
                said = one
                if record is False or not re.match(r"\w+: ", one):
                    out.append(one)
            elif record:
                out += heard
            elif one != heard:
                good = False
                print("%s: after `%s`" % (path, said))
                print("\n".join("  expected %s" % line for line in one))
                print("\n".join("  heard    %s" % line for line in heard))
                break
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
    own = sys.argv[1:split]  # flags of the server are not ours
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
