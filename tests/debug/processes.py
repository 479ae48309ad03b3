#!/usr/bin/env python3
"""What becomes of processes and connections when clients of `luarig serve` debug scripts.

    processes.py PROGRAM
"""
import os
import pathlib
import signal
import socket
import subprocess
import sys
import tempfile
import time

PATIENCE = 60


def encoded(*words):
    return b"*%d\r\n" % len(words) + b"".join(b"$%d\r\n%s\r\n" % (len(word), word.encode()) for word in words)


class Client:
    def __init__(self, server):
        self.socket = socket.create_connection(("127.0.0.1", server.port), timeout=PATIENCE)
        self.lines = self.socket.makefile("rb")

    def send(self, *words):
        self.socket.sendall(encoded(*words))

    def line(self):
        return self.lines.readline().decode().rstrip("\r\n")

    def ask(self, *words):
        self.send(*words)
        return self.line()

    def debug(self, mode, script):
        """Begins a session, which stands at its first line then."""
        assert self.ask("SCRIPT", "DEBUG", mode) == "+OK"
        assert self.ask("EVAL", script, "0") == "*2"
        assert self.line().startswith("+* Stopped at 1"), "no stop"
        return self.line()

    def rest(self):
        """What still comes until the server hangs up."""
        return self.lines.read().decode()


class Server:
    def __init__(self, program, *flags):
        self.folder = tempfile.TemporaryDirectory()
        file = pathlib.Path(self.folder.name) / "port"
        self.process = subprocess.Popen([program, "serve", "--port", "auto", "--port-file", str(file), *flags],
                                        cwd=self.folder.name, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        for _ in range(500):
            try:
                self.port = int(file.read_text())
                break
            except (OSError, ValueError):
                time.sleep(0.02)

    def children(self):
        done = subprocess.run(["ps", "-o", "pid=", "--ppid", str(self.process.pid)], capture_output=True, text=True,
                              check=False)
        return [int(word) for word in done.stdout.split()]

    def end(self):
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(PATIENCE)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        self.folder.cleanup()


def until(what):
    deadline = time.monotonic() + PATIENCE
    while not what() and time.monotonic() < deadline:
        time.sleep(0.02)
    return what()


def a_child_holds_no_connection_but_its_own(program):
    with Server(program) as server:
        other, debugging = Client(server), Client(server)
        debugging.debug("YES", "return 1")
        assert other.ask("QUIT") == "+OK"
        assert other.rest() == ""
        debugging.send("c")
        assert debugging.rest() == "*1\r\n+<endsession>\r\n:1\r\n"


def children_are_gone_when_their_sessions_are(program):
    with Server(program) as server:
        clients = [Client(server) for _ in range(5)]
        for client in clients:
            client.debug("YES", "redis.call('SET', 'k', 'v') return 1")
        assert len(server.children()) == 5
        for client in clients[:3]:
            client.send("c")
            client.rest()
        for client in clients[3:]:
            client.socket.close()
            client.lines.close()
        assert until(lambda: not server.children()), server.children()
        assert Client(server).ask("EXISTS", "k") == ":0"


def the_end_of_the_server_is_that_of_its_sessions(program):
    with Server(program) as server:
        debugging, again = Client(server), Client(server)
        debugging.debug("YES", "return 1")
        again.debug("YES", "while true do end")
        again.send("c")
        children = server.children()
        assert server.end() == 0
        assert debugging.rest() == "" and again.rest() == ""
        assert not any(os.path.exists("/proc/%d" % child) for child in children)


def a_signal_ends_a_server_that_stands_still(program):
    with Server(program) as server:
        debugging = Client(server)
        debugging.debug("SYNC", "local a = 1\nwhile true do a = a + 1 end")
        assert server.end() == 0


def a_script_that_runs_in_place_can_be_ended_by_a_signal(program):
    with Server(program) as server:
        debugging = Client(server)
        debugging.debug("SYNC", "local a = 1\nwhile true do a = a + 1 end")
        debugging.send("c")
        time.sleep(0.2)
        assert server.end() == 0


def what_is_typed_and_does_not_end_can_be_ended_by_a_signal(program):
    with Server(program) as server:
        debugging = Client(server)
        debugging.debug("SYNC", "return 1")
        debugging.send("e", "while true do end")
        time.sleep(0.2)
        assert server.end() == 0


def nobody_is_served_while_a_script_stands_still_in_place(program):
    with Server(program, "--busy-threshold", "50") as server:
        debugging, other = Client(server), Client(server)
        debugging.debug("SYNC", "return redis.call('INCR', 'k')")
        other.send("GET", "k")
        other.socket.settimeout(0.3)
        try:
            raise AssertionError(other.socket.recv(100))
        except TimeoutError:
            pass
        debugging.send("c")
        assert debugging.rest() == "*1\r\n+<endsession>\r\n:1\r\n"
        other.socket.settimeout(PATIENCE)
        assert other.socket.recv(100) == b"$1\r\n1\r\n"


def two_clients_talk_each_on_its_own_connection(program):
    for mode in ("YES", "SYNC"):
        with Server(program) as server:
            first, second = Client(server), Client(server)
            assert first.ask("SCRIPT", "DEBUG", mode) == "+OK"
            assert second.ask("SCRIPT", "DEBUG", mode) == "+OK"
            for client in (first, second):
                assert client.ask("EVAL", "return 1", "0") == "*2"
                client.line()
                client.line()
                client.send("c")
                assert client.rest() == "*1\r\n+<endsession>\r\n:1\r\n"


def a_record_has_each_command_once(program):
    with tempfile.TemporaryDirectory() as folder:
        record = pathlib.Path(folder) / "record"
        with Server(program, "--record", str(record)) as server:
            first = Client(server)
            for i in range(50):
                first.ask("SET", "k%d" % i, "v" * 50)
            debugging = Client(server)
            debugging.debug("YES", "return 1 --" + "x" * 20000)
            debugging.send("c")
            debugging.rest()
            first.ask("SET", "last", "v")
            assert server.end() == 0
        text = record.read_text().lower()
        assert text.count("k49") == 1 and text.count("return 1 --") == 1, text.count("return 1 --")
        assert '"last"' in text or " last" in text


def a_session_may_be_begun_with_a_script_that_was_held_back(program):
    with Server(program) as server:
        other, debugging = Client(server), Client(server)
        assert debugging.ask("SCRIPT", "DEBUG", "YES") == "+OK"
        assert other.ask("CLIENT", "PAUSE", "100000", "WRITE") == "+OK"
        debugging.send("EVAL", "return 5", "0")
        time.sleep(0.1)
        assert other.ask("CLIENT", "UNPAUSE") == "+OK"
        assert debugging.line() == "*2"
        debugging.line()
        debugging.line()
        debugging.send("c")
        assert debugging.rest() == "*1\r\n+<endsession>\r\n:5\r\n"
        assert other.ask("PING") == "+PONG"
        assert until(lambda: not server.children())


def bytes_of_any_kind_end_a_session_at_most(program):
    with Server(program) as server:
        pieces = [b"*", b"\r\n", b"$", b"1", b"-5", b"\0", b"*2\r\n$1\r\ne\r\n$5\r\n1", b"\xff" * 2000, b"*1\r\n$1\r\n"]
        for i in range(60):
            client = Client(server)
            client.debug("YES" if i % 2 else "SYNC", "local a = 1\nreturn a")
            client.socket.sendall(b"".join(pieces[(i * 7 + j * j) % len(pieces)] for j in range(i % 5 + 1)))
            client.socket.close()
            client.lines.close()
        assert Client(server).ask("PING") == "+PONG"
        assert until(lambda: not server.children())


TESTS = [a_child_holds_no_connection_but_its_own, children_are_gone_when_their_sessions_are,
         the_end_of_the_server_is_that_of_its_sessions, a_signal_ends_a_server_that_stands_still,
         a_script_that_runs_in_place_can_be_ended_by_a_signal,
         what_is_typed_and_does_not_end_can_be_ended_by_a_signal, nobody_is_served_while_a_script_stands_still_in_place,
         two_clients_talk_each_on_its_own_connection,
         a_record_has_each_command_once, a_session_may_be_begun_with_a_script_that_was_held_back,
         bytes_of_any_kind_end_a_session_at_most]


def main():
    program = os.path.abspath(sys.argv[1])
    failed = 0
    for test in TESTS:
        try:
            test(program)
        except (AssertionError, OSError, subprocess.TimeoutExpired) as error:
            failed += 1
            print("%s: %s %s" % (test.__name__.replace("_", " "), type(error).__name__, error))
    print("%d passed, %d failed" % (len(TESTS) - failed, failed))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
