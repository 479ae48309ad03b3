#!/usr/bin/env python3
"""Measures the memory model against redis-server: MEMORY USAGE key by key, used_memory, and the call
at which memory is over its limit.

    measure.py LUARIG [--keys N] [--seed S] [--limits 2mb,10mb]

LUARIG serves the engine. redis-server is what LUARIG_REDIS_SERVER names; without
it nothing is measured. Exits with 1 if a promise of docs/conformance.md is broken. The seed of the
random values is printed."""

import argparse
import os
import random
import socket
import subprocess
import sys
import time

SKIPPED = 77  # what ctest takes for skipped


class Client:
    def __init__(self, port):
        self.socket = socket.create_connection(("127.0.0.1", port))
        self.replies = self.socket.makefile("rb")

    def send(self, commands):
        out = []
        for words in commands:
            out.append(b"*%d\r\n" % len(words))
            for word in words:
                data = word if isinstance(word, bytes) else str(word).encode()
                out.append(b"$%d\r\n%s\r\n" % (len(data), data))
        self.socket.sendall(b"".join(out))

    def read(self):
        line = self.replies.readline()
        kind, rest = line[:1], line[1:-2]
        if kind == b":":
            return int(rest)
        if kind == b"$":
            return None if rest == b"-1" else self.replies.read(int(rest) + 2)[:-2]
        if kind == b"*":
            return [self.read() for _ in range(int(rest))]
        return kind + rest

    def run(self, *words):
        self.send([words])
        return self.read()

    # Few at a time, so that a server's buffers stay as they are.
    def pipe(self, commands, batch=50):
        replies = []
        for i in range(0, len(commands), batch):
            self.send(commands[i : i + batch])
            replies += [self.read() for _ in commands[i : i + batch]]
        return replies

    def used(self):
        for line in self.run("INFO", "memory").split(b"\r\n"):
            if line.startswith(b"used_memory:"):
                return int(line.split(b":")[1])
        raise RuntimeError("INFO has no used_memory")


class Peer:
    def __init__(self, command):
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        words = [w.replace("PORT", str(self.port)) for w in command]
        self.process = subprocess.Popen(words, stdout=subprocess.DEVNULL)

    def connect(self):
        for _ in range(200):
            try:
                return Client(self.port)
            except OSError:
                time.sleep(0.05)
        raise RuntimeError("nobody listens")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait()


def text(rng, longest):
    size = rng.randint(1, longest)
    return "".join(rng.choice("abcdefghijklmnopqrstuvwxyz0123456789") for _ in range(size))


def count(rng):
    return rng.choice((rng.randint(1, 20), rng.randint(1, 150), rng.randint(100, 700), rng.randint(400, 2500)))


# Each makes the commands of one random value at `key`.
def string(rng, key):
    kind = rng.randrange(5)
    if kind == 0:
        return [("SET", key, rng.randint(-(10**12), 10**12))]
    if kind == 1:
        return [("SET", key, text(rng, 60))]
    if kind == 2:
        return [("APPEND", key, text(rng, 400)) for _ in range(rng.randint(1, 6))]
    if kind == 3:
        return [("SETRANGE", key, rng.randint(0, 3000), text(rng, 50))]
    return [("SET", key, text(rng, 5000))]


def elements(rng, most, longest):
    return [text(rng, longest) for _ in range(most)]


def rpush(rng, key):
    longest = rng.choice((8, 60, 400))
    return [(rng.choice(("LPUSH", "RPUSH")), key, v) for v in elements(rng, count(rng), longest)]


def hset(rng, key):
    longest = rng.choice((6, 30, 70, 200))
    done = [("HSET", key, "%s%d" % (text(rng, longest), i), text(rng, longest)) for i in range(count(rng))]
    return done + [("HDEL", key, c[2]) for c in rng.sample(done, rng.randint(0, len(done) // 2))]


def sadd(rng, key):
    longest = rng.choice((6, 30, 200))
    done = [("SADD", key, v) for v in elements(rng, count(rng), longest)]
    return done + [("SREM", key, c[2]) for c in rng.sample(done, rng.randint(0, len(done) // 2))]


def integers(rng, key):
    widest = rng.choice((30000, 2 * 10**9, 9 * 10**18))
    return [("SADD", key, rng.randint(-widest, widest)) for _ in range(count(rng))]


def zadd(rng, key):
    longest = rng.choice((6, 30, 200))
    score = rng.choice((lambda: rng.randint(0, 1000), rng.random))
    return [("ZADD", key, score(), v) for v in elements(rng, count(rng), longest)]


MAKERS = {"string": string, "list": rpush, "hash": hset, "set": sadd, "integers": integers, "zset": zadd}


def compare_usage(ours, theirs, other, keys, rng):
    """Prints shares for each kind of value; returns whether the promises hold. `other` is a second
    redis-server: where a table is being moved, two of them differ as well, by the luck of their
    hashes, and no model can be closer to one than the other is."""
    print("MEMORY USAGE, SAMPLES 0   keys  within 3%  within 8%    worst     sum | another redis-server")
    total = Shares("all")
    for kind, make in MAKERS.items():
        shares = Shares(kind)
        asked = []
        commands = []
        for i in range(keys // len(MAKERS)):
            key = "%s:%s%d" % (kind, text(rng, 30), i)
            commands += make(rng, key)
            asked.append(len(commands))
            commands.append(("MEMORY", "USAGE", key, "SAMPLES", "0"))
        answers = [client.pipe(commands) for client in (ours, theirs, other)]
        for i in asked:
            if answers[1][i] is not None:
                shares.add(*(replies[i] for replies in answers))
                total.add(*(replies[i] for replies in answers))
        shares.print()
    total.print()
    close, closer = total.within(0.08)
    return total.within(0.03)[0] >= 0.95 and close >= closer - 0.01 and abs(total.sum_off()) <= 0.01


class Shares:
    def __init__(self, name):
        self.name = name
        self.off = []
        self.other_off = []
        self.sums = [0, 0]

    def add(self, ours, theirs, other):
        self.off.append(abs(ours - theirs) / theirs)
        self.other_off.append(abs(other - theirs) / theirs)
        self.sums = [self.sums[0] + ours, self.sums[1] + theirs]

    def within(self, limit):
        return [sum(x <= limit for x in off) / len(off) for off in (self.off, self.other_off)]

    def sum_off(self):
        return self.sums[0] / self.sums[1] - 1

    def print(self):
        three, eight = self.within(0.03), self.within(0.08)
        figures = (three[0], eight[0], max(self.off), self.sum_off(), three[1], eight[1], max(self.other_off))
        print(
            "  %-22s %6d %9.2f%% %9.2f%% %7.2f%% %+6.2f%% | %.2f%% %.2f%% %.2f%%"
            % (self.name, len(self.off), *(100 * x for x in figures))
        )


def compare_used(ours, theirs):
    """used_memory for all that compare_usage() made."""
    a, b = ours.used(), theirs.used()
    print("used_memory: %d against %d, %+.2f%%" % (a, b, 100 * (a / b - 1)))
    return abs(a / b - 1) <= 0.03


# Endless streams of commands that fill memory.
SHAPES = {
    "short strings": lambda i: ("SET", "key:%d" % i, "v%d" % i),
    "strings of 1000": lambda i: ("SET", "key:%d" % i, "x" * 1000),
    "small hashes": lambda i: ("HSET", "h:%d" % (i // 10), "field%d" % i, "value%d" % i),
    "one large hash": lambda i: ("HSET", "h", "field%d" % i, "value%d" % i),
    "sets": lambda i: ("SADD", "s:%d" % (i // 700), "member%d" % i),
    "sorted sets": lambda i: ("ZADD", "z:%d" % (i // 1000), i, "member%d" % i),
    "one list": lambda i: ("RPUSH", "l", "element%d" % i),
    "with a TTL": lambda i: ("SET", "key:%d" % i, "v%d" % i, "EX", 10000),
}


def first_refusal(client, shape, limit):
    """Calls until one is refused for want of memory, and used_memory then."""
    client.run("FLUSHALL")
    client.run("CONFIG", "SET", "maxmemory", limit)
    done = 0
    while True:
        replies = client.pipe([SHAPES[shape](done + i) for i in range(500)])
        for reply in replies:
            if isinstance(reply, bytes) and reply.startswith(b"-OOM"):
                used = client.used()
                client.run("CONFIG", "SET", "maxmemory", 0)
                return done, used
            done += 1


def compare_limits(make_ours, make_theirs, limits):
    print("first refusal        limit      ours    theirs    calls  used_memory")
    good = True
    for limit in limits:
        for shape in SHAPES:
            with make_ours() as ours, make_theirs() as theirs:
                a, used_a = first_refusal(ours.connect(), shape, limit)
                b, used_b = first_refusal(theirs.connect(), shape, limit)
            calls, used = a / b - 1, used_a / used_b - 1
            print("  %-18s %6s %9d %9d %+7.2f%% %+7.2f%%" % (shape, limit, a, b, 100 * calls, 100 * used))
            good = good and abs(calls) <= 0.03 and abs(used) <= 0.03
    return good


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("luarig")
    parser.add_argument("--keys", type=int, default=1200)
    parser.add_argument("--seed", type=int, default=random.randrange(10**6))
    parser.add_argument("--limits", default="2mb,5mb,20mb,50mb")
    options = parser.parse_args()
    server = os.environ.get("LUARIG_REDIS_SERVER")
    if not server:
        print("skipped: LUARIG_REDIS_SERVER names no redis-server")
        return SKIPPED
    print("seed", options.seed)

    def ours():
        return Peer([options.luarig, "serve", "--port", "PORT", "--target", "redis-7.0"])

    def theirs():
        return Peer([server, "--port", "PORT", "--save", "", "--bind", "127.0.0.1"])

    with ours() as a, theirs() as b, theirs() as c:
        mine, right = a.connect(), b.connect()
        good = compare_usage(mine, right, c.connect(), options.keys, random.Random(options.seed))
        good = compare_used(mine, right) and good
    good = compare_limits(ours, theirs, options.limits.split(",")) and good
    print("within the promises" if good else "NOT within the promises")
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
