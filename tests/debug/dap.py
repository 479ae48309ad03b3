#!/usr/bin/env python3
"""Conversations of an editor with `luarig debug --dap`, as they stand in *.dap files.

    dap.py PROGRAM [--update] [FILE ...]

A line is a message as JSON, without what only counts (seq, request_seq):

    # a comment
    → {"command":"initialize","arguments":{}}
    ← {"type":"response","command":"initialize","success":true}

    →! {"command":         these bytes as the body of a message
    →!! Content-Length: x  these bytes as they are, with a line end
    $ write FILE TEXT      changes a file of the folder; \\n in TEXT is a line end

With `# serve: FLAGS` the editor attaches to `luarig serve --dap-port`, whose clients have names:

    + app SET k 1          this client sends a command, and the line below is its reply
    ← app "OK"
    +! app EVAL ...        it sends one and does not wait
    +? app                 it reads the reply to that

The file's folder, samples/, is copied for each conversation and called $DIR. Numbers of the adapter's that are
sent back ($frame, $ref:NAME, $target) are taken from its last answers: `$frame` is the innermost frame,
`$frame:N` the one N further out, `$ref:Locals` what has that name. In the other direction they read as they
came. After each request as many messages are read as stand there; --update reads what comes until the adapter
has been quiet for a moment, and writes the file anew.
"""

import argparse
import json
import os
import pathlib
import re
import selectors
import shlex
import shutil
import socket
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
QUIET = float(os.environ.get("DAP_QUIET", "0.2"))
PATIENCE = 60
# Long and the same everywhere: what a client is told of what the adapter can do stands in one file.
SHORTENED = {"initialize"}


class Adapter:
    """The program, and what came from it."""

    def __init__(self, program, folder, flags):
        self.process = subprocess.Popen([program, "debug", "--dap", *flags], cwd=folder, stdin=subprocess.PIPE,
                                        stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        os.set_blocking(self.process.stdout.fileno(), False)
        self.selector = selectors.DefaultSelector()
        self.selector.register(self.process.stdout, selectors.EVENT_READ)
        self.bytes = b""
        self.seq = 0

    def send(self, data):
        try:
            self.process.stdin.write(data)
            self.process.stdin.flush()
        except BrokenPipeError:
            pass  # it has left, which what it said before shows

    def send_message(self, body):
        body = body.encode()
        self.send(b"Content-Length: %d\r\n\r\n" % len(body) + body)

    def request(self, message):
        self.seq += 1
        self.send_message(json.dumps({"seq": self.seq, "type": "request", **message}))

    def receive(self):
        return self.process.stdout.read()

    def read(self, seconds):
        """The next message, or None: nothing came, or it is gone."""
        while True:
            head, separator, rest = self.bytes.partition(b"\r\n\r\n")
            if separator:
                size = int(head.split(b":")[1])
                if len(rest) >= size:
                    self.bytes = rest[size:]
                    return json.loads(rest[:size])
            if not self.selector.select(seconds):
                return None
            more = self.receive()
            if not more:
                return None
            self.bytes += more

    def leave(self):
        """The end of the input; then the exit status and standard error."""
        try:
            self.process.stdin.close()
        except BrokenPipeError:
            pass
        self.process.stdin = None
        os.set_blocking(self.process.stdout.fileno(), True)
        try:
            _, errors = self.process.communicate(timeout=PATIENCE)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.communicate()
            return "it does not end", ""
        return self.process.returncode, errors.decode()


class Server(Adapter):
    """A server that the editor is connected to, and its own clients."""

    def __init__(self, program, folder, flags):
        port_file = folder / "port"
        self.process = subprocess.Popen(
            [program, "serve", "--port", "auto", "--port-file", port_file, "--dap-port", "auto", *flags], cwd=folder,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        self.dap_port = None
        for line in self.process.stdout:
            if "editors attach to" in line:
                self.dap_port = int(line.split()[-1])
                break
        if self.dap_port is None:
            raise SystemExit(f"dap.py: no server: {self.process.communicate()[1]}")
        self.port = int(port_file.read_text())
        self.editor = socket.create_connection(("127.0.0.1", self.dap_port))
        self.selector = selectors.DefaultSelector()
        self.selector.register(self.editor, selectors.EVENT_READ)
        self.clients = {}
        self.bytes = b""
        self.seq = 0

    def send(self, data):
        self.editor.sendall(data)

    def receive(self):
        return self.editor.recv(1 << 16)

    def call(self, name, words):
        if name not in self.clients:
            self.clients[name] = socket.create_connection(("127.0.0.1", self.port)).makefile("rwb")
        client = self.clients[name]
        client.write(b"*%d\r\n" % len(words) + b"".join(b"$%d\r\n%s\r\n" % (len(w), w) for w in words))
        client.flush()

    def reply(self, name):
        return json.dumps(read_reply(self.clients[name]), ensure_ascii=False)

    def leave(self):
        self.editor.close()
        self.process.terminate()
        try:
            _, errors = self.process.communicate(timeout=PATIENCE)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.communicate()
            return "it does not end", ""
        return self.process.returncode, errors


def read_reply(stream):
    """A reply of RESP2 as JSON; errors and statuses as the words they are."""
    line = stream.readline().decode().rstrip("\r\n")
    kind, rest = line[:1], line[1:]
    if kind in "+-":
        return rest if kind == "+" else {"error": rest}
    if kind == ":":
        return int(rest)
    if int(rest) < 0:
        return None
    if kind == "$":
        return stream.read(int(rest) + 2)[:-2].decode()
    return [read_reply(stream) for _ in range(int(rest))]


def known(numbers, index):
    """What the adapter has given; 0, which it gives to nothing, where that was not what it should."""
    return str(numbers[int(index)]) if int(index) < len(numbers) else "0"


class Conversation:
    def __init__(self, adapter, folder):
        self.adapter = adapter
        self.folder = str(folder)
        self.frames = []
        self.references = {}
        self.targets = []

    def filled(self, text):
        """A request with the numbers that it names."""
        text = text.replace("$DIR", self.folder)
        text = re.sub(r'"\$frame:(\d+)"', lambda m: known(self.frames, m[1]), text)
        text = text.replace('"$frame"', str(self.frames[0]) if self.frames else "0")
        text = re.sub(r'"\$target:(\d+)"', lambda m: known(self.targets, m[1]), text)
        return re.sub(r'"\$ref:([^"]*)"', lambda m: str(self.references.get(m[1], 0)), text)

    def note(self, message):
        body = message.get("body") or {}
        if not isinstance(body, dict):
            return
        if "stackFrames" in body:
            self.frames = [frame["id"] for frame in body["stackFrames"]]
        for name in ("scopes", "variables"):
            for one in body.get(name, []):
                if one["variablesReference"]:
                    self.references[one["name"]] = one["variablesReference"]
        if body.get("variablesReference"):
            self.references["result"] = body["variablesReference"]
        if "targets" in body and message.get("command") == "gotoTargets":
            self.targets = [target["id"] for target in body["targets"]]

    def shown(self, message):
        """A message as it stands in a file."""
        self.note(message)
        kept = {key: value for key, value in message.items() if key not in ("seq", "request_seq")}
        if kept.get("command") in SHORTENED and kept.get("success"):
            kept["body"] = "..."
        if kept.get("success") is False:
            kept.pop("body", None)  # the message once more, for clients that show that
        return json.dumps(kept, ensure_ascii=False, separators=(",", ":")).replace(self.folder, "$DIR")

    def say(self, line):
        sign, _, text = line.partition(" ")
        if sign == "→":
            self.adapter.request(json.loads(self.filled(text)))
        elif sign == "→!":
            self.adapter.send_message(text)
        elif sign == "→!!":
            self.adapter.send(text.encode() + b"\r\n\r\n")
        elif sign == "$":
            _, name, content = text.split(" ", 2)
            (pathlib.Path(self.folder) / name).write_text(content.replace("\\n", "\n"))
        elif sign in ("+", "+!"):
            name, *words = shlex.split(text.replace("$DIR", self.folder))
            self.adapter.call(name, [word.encode().decode("unicode_escape").encode() for word in words])
        elif sign != "+?":
            raise SystemExit(f"dap.py: what is this line? {line}")
        if sign in ("+", "+?"):
            name = text.split()[0]
            return [f"{name} {self.adapter.reply(name)}"]
        return []


def blocks(lines):
    """The lines, each that says something with the answers that follow it."""
    current = None
    for line in lines:
        if line.startswith("←"):
            current[1].append(line[2:])
            continue
        if current:
            yield current
        current = (line, [])
    if current:
        yield current


def heard(conversation, got, expected, update):
    while update or len(got) < len(expected):
        message = conversation.adapter.read(QUIET if update else PATIENCE)
        if message is None:
            break
        got.append(conversation.shown(message))
    return got


def started(program, folder, flags, serves):
    return Server(program, folder, flags) if serves else Adapter(program, folder, flags)


def run(path, program, update):
    """What differs, as text; "" if nothing does."""
    lines = path.read_text().splitlines()
    flags = []
    status = 0
    serves = False
    for line in lines:
        if line.startswith("# serve:"):
            serves = True
            flags = line.split(":", 1)[1].split()
        if line.startswith("# flags:"):
            flags = line.split(":", 1)[1].split()
        if line.startswith("# status:"):
            status = int(line.split(":", 1)[1])
    written = []
    problem = ""
    with tempfile.TemporaryDirectory(prefix="luarig-dap-") as temporary:
        folder = pathlib.Path(os.path.realpath(temporary)) / "samples"
        shutil.copytree(HERE / "samples", folder)
        adapter = started(program, folder, flags, serves)
        conversation = Conversation(adapter, folder)
        for line, expected in blocks(lines):
            written.append(line)
            if not line.strip() or line.startswith("#"):
                continue
            got = conversation.say(line)
            if line.startswith("$ "):
                continue
            got = heard(conversation, got, expected, update)
            written += [f"← {message}" for message in got]
            if got != expected and not problem:
                problem = f"{path.name}: after\n  {line}\nexpected\n" + "".join(
                    f"  ← {one}\n" for one in expected) + "and got\n" + "".join(f"  ← {one}\n" for one in got)
        code, errors = adapter.leave()
        rest = conversation.adapter.bytes
        if code != status:
            problem = problem or f"{path.name}: exit status {code}, not {status}\n{errors}"
        if rest and not problem:
            problem = f"{path.name}: more came than stands there: {rest.decode(errors='replace')}\n"
        if errors and status == 0 and not serves and not problem:
            problem = f"{path.name}: on standard error: {errors}"
    if update:
        text = "\n".join(written) + "\n"
        if text != path.read_text():
            path.write_text(text)
            print(f"{path.name}: written")
        return f"{path.name}: exit status {code}\n{errors}" if code != status else ""
    return problem


def never_sent():
    """Requests of the adapter's table that no conversation has."""
    table = (HERE.parents[1] / "cli" / "debug" / "dap_session.cc").read_text()
    known = set(re.findall(r'^    {"(\w+)", +\S+, +Answer<', table, re.MULTILINE))
    sent = {name for path in HERE.glob("*.dap") for name in re.findall(r'^→ {"command":"(\w+)"', path.read_text(), re.MULTILINE)}
    return sorted(known - sent) if known else ["(no table was found)"]


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("program")
    parser.add_argument("files", nargs="*", type=pathlib.Path)
    parser.add_argument("--update", action="store_true")
    options = parser.parse_intermixed_args()
    files = options.files or sorted(HERE.glob("*.dap"))
    problems = [problem for path in files if (problem := run(path, os.path.abspath(options.program), options.update))]
    if not options.files:
        problems += [f"no conversation has the request {name}\n" for name in never_sent()]
    print("".join(problems), end="")
    print(f"{len(files)} conversations, {len(problems)} with differences")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
