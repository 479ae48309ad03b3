"""A small RESP client, for both protocols, that hides nothing."""

import socket

SECONDS = 20  # for what must come


class Error(str):
    """An error reply, without its dash."""


class Status(str):
    """A status reply, without its plus."""


class Push(list):
    """A message that nobody asked for, RESP3 only."""


class Closed(Exception):
    """The server ended the connection."""


def encode(words):
    out = [b"*%d\r\n" % len(words)]
    for word in words:
        data = word if isinstance(word, bytes) else str(word).encode()
        out.append(b"$%d\r\n%b\r\n" % (len(data), data))
    return b"".join(out)


class Wire:
    """One connection. Replies: bytes, int, None, bool, list, Status, Error, Push; maps are flat lists, doubles and big
    numbers bytes, so that both protocols say the same."""

    def __init__(self, port, resp=2, name=None):
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=SECONDS)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.reader = self.socket.makefile("rb", buffering=1 << 16)
        if resp == 3:
            self.ask("HELLO", 3)
        if name is not None:
            self.ask("CLIENT", "SETNAME", name)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def close(self):
        self.reader.close()
        self.socket.close()

    def send(self, data):
        try:
            self.socket.sendall(data)
        except (BrokenPipeError, ConnectionResetError) as error:
            raise Closed() from error

    def ask(self, *words):
        self.send(encode(words))
        return self.read()

    def line(self):
        try:
            line = self.reader.readline()
        except ConnectionResetError as error:
            raise Closed() from error
        if not line.endswith(b"\r\n"):
            raise Closed()
        return line[:1], line[1:-2]

    def bulk(self, size):
        data = self.reader.read(size + 2)
        if len(data) != size + 2:
            raise Closed()
        return data[:-2]

    def read(self):
        kind, head = self.line()
        if kind in b"$=!":
            if head == b"-1":
                return None
            data = self.bulk(int(head))
            return Error(data.decode()) if kind == b"!" else data
        if kind in b"*~>%":
            if head == b"-1":
                return None
            count = int(head) * (2 if kind == b"%" else 1)
            items = [self.read() for _ in range(count)]
            return Push(items) if kind == b">" else items
        if kind == b":":
            return int(head)
        if kind == b"+":
            return Status(head.decode())
        if kind == b"-":
            return Error(head.decode())
        if kind == b"_":
            return None
        if kind == b"#":
            return head == b"t"
        if kind in b",(":
            return head
        raise AssertionError("no reply starts with %r" % (kind + head))
