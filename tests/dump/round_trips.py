#!/usr/bin/env python3
"""Random values of every type and encoding, dumped here and restored on redis-server, and the reverse.

    LUARIG_REDIS_SERVER=... round_trips.py LUARIG [--values N] [--seed N]

A value is made on one side, by random commands. Its DUMP must restore on the other, to a value with the same type, encoding
and DEBUG DIGEST-VALUE, whose own DUMP has the same bytes; of tables, which have no order, as many. What comes back must be equal
again. Status 1 if anything is not; 77 without a redis-server.
"""
import argparse
import collections
import os
import pathlib
import random
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "memory"))
from measure import Peer  # noqa: E402


def element(rng):
    """Numbers of every width, short text, bytes, what compresses and what does not."""
    kind = rng.randrange(7)
    if kind == 0:
        return str(rng.randrange(-200, 200))
    if kind == 1:
        return str(rng.randrange(-(2 ** 63), 2 ** 63))
    if kind == 2:
        return str(rng.randrange(2 ** rng.randrange(1, 63)))
    if kind == 3:
        return bytes(rng.randrange(256) for _ in range(rng.randrange(80)))
    if kind == 4:
        return "ab" * rng.randrange(300)
    return "e%d" % rng.randrange(10 ** rng.randrange(1, 8))


def short(rng):
    return rng.choice([str(rng.randrange(-(10 ** 6), 10 ** 6)), "e%d" % rng.randrange(10 ** 6)])


def size(rng, large):
    return rng.randrange(200, 1200) if large else rng.randrange(1, 60)


def string(rng):
    kind = rng.randrange(4)
    if kind == 0:
        return [("SET", "k", str(rng.randrange(-(2 ** 63), 2 ** 63)))]
    if kind == 1:
        return [("SET", "k", "x" * rng.randrange(30, 60))]
    if kind == 2:
        return [("SET", "k", element(rng)), ("APPEND", "k", element(rng)), ("SETRANGE", "k", rng.randrange(5000), "z")]
    return [("SET", "k", element(rng))]


def hyperloglog(rng):
    commands = [("PFADD", "k", *["m%d" % rng.randrange(10 ** 6) for _ in range(rng.randrange(1, 400))])
                for _ in range(rng.randrange(1, 20))]
    return commands + [("PFCOUNT", "k")]


def collection(name, of_one):
    def make(rng):
        large, draw = rng.random() < 0.5, rng.choice([element, short])
        commands = []
        for _ in range(rng.randrange(1, 4)):
            words = [word for _ in range(size(rng, large)) for word in of_one(rng, draw)]
            commands.append((name(rng), "k", *words))
        return commands
    return make


def intset(rng):
    bits = rng.choice([8, 15, 16, 31, 32, 63])
    members = [rng.randrange(-(2 ** bits), 2 ** bits) for _ in range(rng.randrange(1, 512))]
    return [("SADD", "k", *members)]


def score(rng):
    return rng.choice([str(rng.randrange(-100, 100)), repr(rng.uniform(-10, 10)), "%g" % rng.uniform(-1e300, 1e300), "inf", "-inf"])


def stream(rng):
    commands, ids = [], []
    milliseconds = 1
    for _ in range(size(rng, rng.random() < 0.5)):
        milliseconds += rng.randrange(3)
        sequence = int(ids[-1].split("-")[1]) + 1 if ids and ids[-1].startswith("%d-" % milliseconds) else rng.randrange(5)
        ids.append("%d-%d" % (milliseconds, sequence))
        fields = rng.choice([["a", short(rng)], ["a", short(rng), "b", element(rng)], [short(rng), element(rng)]])
        commands.append(("XADD", "k", ids[-1], *fields))
    for name in ids:
        if rng.random() < 0.1:
            commands.append(("XDEL", "k", name))
    if rng.random() < 0.2:
        commands.append(("XTRIM", "k", "MAXLEN", rng.randrange(len(ids) + 1)))
    for group in ["g", "h"][: rng.randrange(3)]:
        commands.append(("XGROUP", "CREATE", "k", group, rng.choice(["0", "$", rng.choice(ids)])))
        for consumer in ("c", "d"):
            commands.append(("XREADGROUP", "GROUP", group, consumer, "COUNT", rng.randrange(1, 30), "STREAMS", "k", ">"))
        commands.append(("XACK", "k", group, *rng.sample(ids, min(3, len(ids)))))
        commands.append(("XCLAIM", "k", group, "e", 0, *rng.sample(ids, min(3, len(ids))), "TIME", 1000, "RETRYCOUNT", 7))
    return commands


KINDS = {
    "string": string,
    "hyperloglog": hyperloglog,
    "list": collection(lambda rng: rng.choice(["RPUSH", "LPUSH"]), lambda rng, draw: [draw(rng)]),
    "hash": collection(lambda rng: "HSET", lambda rng, draw: [draw(rng), draw(rng)]),
    "set": collection(lambda rng: "SADD", lambda rng, draw: [draw(rng)]),
    "intset": intset,
    "zset": collection(lambda rng: "ZADD", lambda rng, draw: [score(rng), draw(rng)]),
    "stream": stream,
}


def picture(client):
    kind, encoding = client.run("TYPE", "k"), client.run("OBJECT", "ENCODING", "k")
    return kind.decode()[1:], encoding.decode(), client.run("DEBUG", "DIGEST-VALUE", "k"), client.run("DUMP", "k")


def same(one, other):
    """Dumps of tables have their members in any order, and so may compress otherwise."""
    return one[:3] == other[:3] and (one[3] == other[3] or one[1] == "hashtable")


def travel(maker, other, commands):
    """What differs, or nothing, and the value's picture."""
    maker.run("FLUSHALL")
    maker.pipe(commands)
    start = picture(maker)
    there = here = None
    for client, dump in ((other, start[3]), (maker, None)):
        client.run("FLUSHALL")
        reply = client.run("RESTORE", "k", 0, dump or there[3])
        if reply != b"+OK":
            return reply, start
        there, here = picture(client), there
    return (None if same(start, here) and same(start, there) else (start, here, there)), start


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("luarig")
    parser.add_argument("--values", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    server = os.environ.get("LUARIG_REDIS_SERVER")
    if not server:
        print("1 skipped: no redis-server (LUARIG_REDIS_SERVER names none)")
        return 77
    rng = random.Random(options.seed)
    counts, failed = collections.Counter(), 0
    ours = [options.luarig, "serve", "--port", "PORT", "--target", "redis-7.0"]
    theirs = [server, "--port", "PORT", "--save", "", "--enable-debug-command", "yes"]
    with Peer(ours) as our_peer, Peer(theirs) as their_peer:
        us, them = our_peer.connect(), their_peer.connect()
        for _ in range(options.values):
            name = rng.choice(list(KINDS))
            commands = KINDS[name](rng)
            for direction, maker, other in (("here -> server -> here", us, them), ("server -> here -> server", them, us)):
                problem, start = travel(maker, other, commands)
                counts[direction, start[0], start[1]] += problem is None
                if problem is not None:
                    failed += 1
                    print("%s, %s: %r" % (direction, name, problem))
    for row, count in sorted(counts.items()):
        print("%6d  %-26s %s %s" % (count, *row))
    print("seed %d: %d equal, %d not" % (options.seed, sum(counts.values()), failed))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
