#!/usr/bin/env python3
"""How the CPU time of a command grows with what it works on.

    scaling.py LUARIG [--check] [--most 1000000] [--only FAMILY]

Each row is a command on a value of N elements, or a keyspace of N keys, for N = 10^3 .. 10^6, or 10^7 with --most: nanoseconds of CPU for one call,
made by a script that calls it again and again, without the loop's own time. With --check, status 1 if a command that the server answers in O(1) or O(log N) takes
more than 30 times as long on the largest value as on the smallest: caches account for a part of that, O(N) would be a thousand.
"""
import argparse
import socket
import subprocess
import sys
import time

BOUND = 30
FLOOR = 100  # nanoseconds: what takes less is noise

# How N elements come into `k`, in steps of 100.
FILL = {
    "keys": "local t = {} for j = i, i + 99 do t[#t + 1] = 'key:' .. j t[#t + 1] = j end redis.call('MSET', unpack(t))",
    "strings": "redis.call('APPEND', 'k', string.rep('x', 100))",
    "lists": "local t = {} for j = i, i + 99 do t[#t + 1] = 'e' .. j end redis.call('RPUSH', 'k', unpack(t))",
    "hashes": "local t = {} for j = i, i + 99 do t[#t + 1] = 'f' .. j t[#t + 1] = j end redis.call('HSET', 'k', unpack(t))",
    "sets": "local t = {} for j = i, i + 99 do t[#t + 1] = 'm' .. j end redis.call('SADD', 'k', unpack(t))",
    "zsets": "local t = {} for j = i, i + 99 do t[#t + 1] = (j * 7919) % 1000003 t[#t + 1] = 'm' .. j end redis.call('ZADD', 'k', unpack(t))",
    "geo": "local t = {} for j = i, i + 99 do t[#t + 1] = (j * 7919 % 36000) / 100 - 180 t[#t + 1] = (j * 104729 % 16000) / 100 - 80 t[#t + 1] = 'm' .. j end redis.call('GEOADD', 'k', unpack(t))",
    "streams": "for j = i, i + 99 do redis.call('XADD', 'k', j + 1 .. '-1', 'f', j) end",
    "expiry": "for j = i, i + 99 do redis.call('SET', 'key:' .. j, j, 'EX', 100000 + j) end",
}
SETUP = {"streams": "redis.call('XGROUP', 'CREATE', 'k', 'g', '0') redis.call('XREADGROUP', 'GROUP', 'g', 'c', 'COUNT', ARGV[1], 'STREAMS', 'k', '>')"}

# `r` is a number below N that wanders over all of it, `i` the round.
COMMANDS = [
    ("keys", "GET", "c('GET', 'key:' .. r)"),
    ("keys", "SET", "c('SET', 'key:' .. r, 'v')"),
    ("keys", "INCR", "c('INCR', 'number')"),
    ("keys", "DEL+SET", "c('DEL', 'key:' .. r) c('SET', 'key:' .. r, 'v')"),
    ("keys", "EXISTS", "c('EXISTS', 'key:' .. r)"),
    ("keys", "RANDOMKEY", "c('RANDOMKEY')"),
    ("keys", "SCAN", "c('SCAN', 0)"),
    ("keys", "DBSIZE", "c('DBSIZE')"),
    ("keys", "EXPIRE", "c('EXPIRE', 'key:' .. r, 1000 + i)"),
    ("keys", "RENAME", "c('RENAME', 'key:' .. r, 'other') c('RENAME', 'other', 'key:' .. r)"),
    ("expiry", "TTL", "c('TTL', 'key:' .. r)"),
    ("expiry", "PERSIST+EXPIRE", "c('PERSIST', 'key:' .. r) c('EXPIRE', 'key:' .. r, 5000 + i)"),
    ("strings", "STRLEN", "c('STRLEN', 'k')"),
    ("strings", "GETRANGE", "c('GETRANGE', 'k', r, r + 9)"),
    ("strings", "SETRANGE", "c('SETRANGE', 'k', r, 'yy')"),
    ("strings", "GETBIT+SETBIT", "c('GETBIT', 'k', r) c('SETBIT', 'k', r, 1)"),
    ("strings", "BITFIELD", "c('BITFIELD', 'k', 'INCRBY', 'u8', r, 1)"),
    ("strings", "APPEND", "c('APPEND', 'k', 'z')"),
    ("lists", "LPUSH+LPOP", "c('LPUSH', 'k', 'x') c('LPOP', 'k')"),
    ("lists", "RPUSH+RPOP", "c('RPUSH', 'k', 'x') c('RPOP', 'k')"),
    ("lists", "LLEN", "c('LLEN', 'k')"),
    ("lists", "LRANGE 0 9", "c('LRANGE', 'k', 0, 9)"),
    ("lists", "LINDEX -1", "c('LINDEX', 'k', -1)"),
    ("lists", "LMOVE", "c('LMOVE', 'k', 'k', 'LEFT', 'RIGHT')"),
    ("hashes", "HGET", "c('HGET', 'k', 'f' .. r)"),
    ("hashes", "HSET", "c('HSET', 'k', 'f' .. r, i)"),
    ("hashes", "HDEL+HSET", "c('HDEL', 'k', 'f' .. r) c('HSET', 'k', 'f' .. r, i)"),
    ("hashes", "HINCRBY", "c('HINCRBY', 'k', 'f' .. r, 1)"),
    ("hashes", "HLEN", "c('HLEN', 'k')"),
    ("hashes", "HSCAN", "c('HSCAN', 'k', 0)"),
    ("hashes", "HRANDFIELD", "c('HRANDFIELD', 'k')"),
    ("sets", "SISMEMBER", "c('SISMEMBER', 'k', 'm' .. r)"),
    ("sets", "SREM+SADD", "c('SREM', 'k', 'm' .. r) c('SADD', 'k', 'm' .. r)"),
    ("sets", "SPOP+SADD", "c('SADD', 'k', c('SPOP', 'k'))"),
    ("sets", "SRANDMEMBER", "c('SRANDMEMBER', 'k')"),
    ("sets", "SCARD", "c('SCARD', 'k')"),
    ("sets", "SINTER small", "c('SADD', 's', 'm' .. r) c('SINTER', 'k', 's') c('DEL', 's')"),
    ("zsets", "ZSCORE", "c('ZSCORE', 'k', 'm' .. r)"),
    ("zsets", "ZADD", "c('ZADD', 'k', r, 'm' .. r)"),
    ("zsets", "ZINCRBY", "c('ZINCRBY', 'k', 1, 'm' .. r)"),
    ("zsets", "ZRANK", "c('ZRANK', 'k', 'm' .. r)"),
    ("zsets", "ZRANGE", "c('ZRANGE', 'k', r, r + 9)"),
    ("zsets", "ZRANGEBYSCORE", "c('ZRANGEBYSCORE', 'k', r, '+inf', 'LIMIT', 0, 10)"),
    ("zsets", "ZCOUNT", "c('ZCOUNT', 'k', r, '+inf')"),
    ("zsets", "ZPOPMIN+ZADD", "local m = c('ZPOPMIN', 'k') c('ZADD', 'k', m[2], m[1])"),
    ("zsets", "ZREM+ZADD", "c('ZREM', 'k', 'm' .. r) c('ZADD', 'k', r, 'm' .. r)"),
    ("zsets", "ZRANDMEMBER", "c('ZRANDMEMBER', 'k')"),
    ("geo", "GEOPOS", "c('GEOPOS', 'k', 'm' .. r)"),
    ("geo", "GEODIST", "c('GEODIST', 'k', 'm' .. r, 'm0')"),
    ("streams", "XADD", "c('XADD', 'k', '*', 'f', i)"),
    ("streams", "XLEN", "c('XLEN', 'k')"),
    ("streams", "XRANGE one", "c('XRANGE', 'k', r + 1 .. '-1', r + 1 .. '-1')"),
    ("streams", "XREVRANGE 10", "c('XREVRANGE', 'k', '+', '-', 'COUNT', 10)"),
    ("streams", "XDEL+XADD", "c('XDEL', 'k', r + 1 .. '-1') c('XADD', 'k', '*', 'f', i)"),
    ("streams", "XREADGROUP", "c('XADD', 'k', '*', 'f', i) c('XREADGROUP', 'GROUP', 'g', 'c', 'COUNT', 1, 'STREAMS', 'k', '>')"),
    ("streams", "XACK", "c('XACK', 'k', 'g', r + 1 .. '-1')"),
    ("streams", "XCLAIM", "c('XCLAIM', 'k', 'g', 'd', 0, r + 1 .. '-1')"),
    ("streams", "XPENDING", "c('XPENDING', 'k', 'g')"),
]
FILLING = "local n = tonumber(ARGV[1]) redis.call('FLUSHALL') for i = 0, n - 1, 100 do %s end %s"
CALLING = """local n, rounds, c = tonumber(ARGV[1]), tonumber(ARGV[2]), redis.call
for i = 1, rounds do local r = (i * 7919) %% n %s end"""
ROUNDS = 20_000


class Server:
    """`luarig serve`, and one connection to it."""

    def __init__(self, luarig):
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        self.process = subprocess.Popen([luarig, "serve", "--port", str(port)], stdout=subprocess.DEVNULL)
        for _ in range(200):
            try:
                self.socket = socket.create_connection(("127.0.0.1", port))
                break
            except OSError:
                time.sleep(0.05)
        self.replies = self.socket.makefile("rb")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait()

    def eval(self, script, *arguments):
        words = [word.encode() for word in ("EVAL", script, "0", *map(str, arguments))]
        self.socket.sendall(b"*%d\r\n" % len(words) + b"".join(b"$%d\r\n%s\r\n" % (len(word), word) for word in words))
        line = self.replies.readline()
        if not line.startswith((b"$-1", b":", b"+")):
            raise RuntimeError(line)

    def nanoseconds(self):
        """What the process has had of a CPU."""
        with open("/proc/%d/schedstat" % self.process.pid) as file:
            return int(file.read().split()[0])

    def cost(self, body, n):
        """The best of three, for one round."""
        best = None
        for _ in range(3):
            start = self.nanoseconds()
            self.eval(CALLING % body, n, ROUNDS)
            spent = (self.nanoseconds() - start) / ROUNDS
            best = spent if best is None else min(best, spent)
        return best


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("luarig")
    parser.add_argument("--check", action="store_true")
    parser.add_argument("--most", type=int, default=1_000_000)
    parser.add_argument("--only", choices=FILL)
    options = parser.parse_args()
    sizes = [n for n in (10**3, 10**4, 10**5, 10**6, 10**7) if n <= options.most]
    costs, failed = {}, 0
    with Server(options.luarig) as server:
        for family in [options.only] if options.only else FILL:
            for n in sizes:
                server.eval(FILLING % (FILL[family], SETUP.get(family, "")), n)
                empty = server.cost("", n)
                for name, body in ((name, body) for of, name, body in COMMANDS if of == family):
                    costs.setdefault((family, name), []).append(max(server.cost(body, n) - empty, 0))
    print("%-8s %-16s" % ("", "ns a round, N =") + "".join("%9d" % n for n in sizes) + "   growth")
    for (family, name), row in costs.items():
        growth = max(row[-1], FLOOR) / max(row[0], FLOOR)
        failed += growth > BOUND
        print("%-8s %-16s" % (family, name) + "".join("%9.0f" % one for one in row) + "%9.1f" % growth + (" !" if growth > BOUND else ""))
    print("%d rows, %d grow by more than %d" % (len(costs), failed, BOUND))
    return 1 if options.check and failed else 0


if __name__ == "__main__":
    sys.exit(main())
