#!/usr/bin/env python3
"""Who was killed is gone before the killer reads so: a client that is reused right then sees the end of its
connection, never a reset.

    hang_up.py PROGRAM
"""
import os
import socket
import subprocess
import sys
import tempfile
import time

ROUNDS = 300


def connect(path):
    client = socket.socket(socket.AF_UNIX)
    client.connect(path)
    return client, client.makefile("rb")


def ask(client, replies, command):
    client.sendall(command.encode() + b"\r\n")
    return replies.readline().strip().decode()


def main():
    with tempfile.TemporaryDirectory() as folder:
        path = folder + "/socket"
        server = subprocess.Popen([os.path.abspath(sys.argv[1]), "serve", "--port", "0", "--unixsocket", path], cwd=folder,
                                  stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            for _ in range(500):
                try:
                    killer = connect(path)
                    break
                except OSError:
                    time.sleep(0.02)
            else:
                sys.exit("no server answers")
            late = 0
            for _ in range(ROUNDS):
                victim, replies = connect(path)
                number = ask(victim, replies, "CLIENT ID")[1:]
                killed = ask(*killer, "CLIENT KILL ID " + number)
                assert killed == ":1", killed
                try:
                    assert victim.recv(1, socket.MSG_DONTWAIT) == b""
                except BlockingIOError:
                    late += 1
                victim.close()
        finally:
            server.terminate()
            server.wait()
    print(f"{ROUNDS - late} passed, {late} failed")
    return 1 if late else 0


if __name__ == "__main__":
    sys.exit(main())
