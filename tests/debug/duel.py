#!/usr/bin/env python3
"""Random sessions of the server's debugger, on redis-server and on `luarig serve`: both must say the same.

    duel.py PROGRAM [--sessions N] [--seed N]

Addresses apart. What crashes a server (`eval` of a redis.call that fails) and what is in no order is not among the words.
LUARIG_REDIS_SERVER names the oracle; without it this is skipped (status 77).
"""
import argparse
import difflib
import os
import pathlib
import random
import socket
import sys

import ldb

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "serve"))
import talk  # noqa: E402

SKIPPED = 77
MOST_WORDS = 60  # of a session, before it is let go

SCRIPTS = [
"""local a = redis.call('INCR', KEYS[1])
local t = {1, 2, {x = a}}
local function f(n, ...)
  local m = n - 1
  if m > 0 then return f(m, n) end
  redis.debug(m, t, ...)
  return m
end
local r = f(3, "a", nil, 2)
for i = 1, 3 do
  t[i] = redis.pcall('HSET', 'h' .. i, 'f', i)
end
local ok, e = pcall(function()
  local z = f(2)
  error({err = 'MINE z' .. z})
end)
local co = coroutine.wrap(function(q)
  for i = 1, 2 do
    q = coroutine.yield(q .. i)
  end
end)
local c1, c2 = co('x'), co('y')
redis.breakpoint()
table.sort(t, function(x, y)
  return tostring(x) < tostring(y)
end)
local s = string.gsub('abc', '%w', function(ch)
  return ch:upper()
end)
return {a, r, s, c1, c2, tostring(ok), type(e)}""",
"""#!lua flags=allow-oom

local big = string.rep('0123456789', 50)
redis.call('SET', 'big', big)
local l = {}
for i = 1, 20 do l[i] = i * 1.1 end
redis.call('RPUSH', 'l', unpack(l))
local got = redis.call('LRANGE', 'l', 0, -1)
redis.setresp(3)
redis.call('HSET', 'hh', 'a', '1', 'b', '2')
local m = redis.call('HGETALL', 'hh')
redis.pcall('LPUSH', 'big', 'x')
redis.call('ZADD', 'z', '1e3', 'a', '-inf', 'b')
redis.call('ZRANGE', 'z', 0, -1, 'WITHSCORES')
local x = m.map.a
redis.call('LPUSH', 'big', 'x')
return 1"""
]

EXPRESSIONS = [
    "1", "a", "nil", "{1,{2}}", "#KEYS", "KEYS", "ARGV[1]", "redis.pcall('LPUSH','big',1)", "cjson.encode({a=1})",
    "x = 5", "for i=1,2 do redis.debug(i) end", "1 +", "error('q')", "redis.sha1hex('a')",
    "string.format('%5.2f',1/3)", "math.pi", "{[1]=1,[3]=3}", "cjson.decode('{\"a\":[1,null]}')",
    "pcall(redis.call,'NO')", "redis.error_reply('ERR x')", "redis.error_reply('x')", "redis.status_reply('y')",
    "'\\0\\1'", "redis.breakpoint()", "redis.log(0,'x')", "tostring(1e15)", "1e100", "2^53", "-1/0",
    "select('#',1,nil)", "struct.pack('I',7)", "bit.band(5,3)", "bit.tohex(255)", "redis.REDIS_VERSION",
    "redis.LOG_WARNING", "type(redis.call)", "next({})", "loadstring('return 7')()", "rawget(_G,'x')",
    "cjson.encode(cjson.null)", "redis.acl_check_cmd('GET','k')", "coroutine.yield()", "_VERSION", "redis.setresp(3)",
    "redis.setresp(2)",
]

COMMANDS = [
    "GET k", "SET k 1", "INCR n", "LRANGE l 0 2", "HGETALL hh", "NOSUCH", "GET", "DEL a b c d e f g h i j k",
    "TYPE l", "ZSCORE z a", "LPUSH big 1", "EVAL x 0", "OBJECT ENCODING l", "SMEMBERS none", "LPOP none",
    "MGET k none", "EXISTS k", "SETEX", "XADD s 1-1 a b", "XRANGE s - +", "BLPOP none 0", "SUBSCRIBE c", "MULTI",
    "PING", "PING hello", "ECHO x", "SET k v NX", "GETSET k 3", "APPEND k x", "STRLEN big", "CLIENT ID",
    "COMMAND COUNT", "EXPIRE k 100", "PERSIST k", "RENAME none x", "SPOP none", "SINTER a b", "SORT l LIMIT 0 1",
    "ZADD z nan x", "INCRBYFLOAT f 1.5", "BITCOUNT big", "SETBIT b 7 1", "GETRANGE big 0 9", "LINSERT l BEFORE 1 x",
    "HINCRBY hh a x", "GEOADD g 1 2 m", "GEODIST g m m", "PFADD p a", "PFCOUNT p",
]

LINES = "0 3 -3 5 10 -10 13 x 99 +4 28 -28 6 7".split() + ["12 "]
NAMES = ["a", "t", "f", "m", "n", "KEYS", "ARGV", "arg", "l", "got", "zz", "i", "(for index)", "q"]


def some(random_words, words, most):
    return [random_words.choice(words) for _ in range(random_words.randrange(most + 1))]


# How often a kind of command is drawn, and how.
DRAWN = [
    (31, lambda draw: [draw.choice(["s", "n", "step", "NEXT"])]),
    (5, lambda draw: [draw.choice(["c", "continue"])]),
    (10, lambda draw: ["b"] + some(draw, LINES, 3)),
    (10, lambda draw: [draw.choice(["p", "print"])] + some(draw, NAMES, 1)),
    (12, lambda draw: ["e", draw.choice(EXPRESSIONS)]),
    (12, lambda draw: ["r"] + draw.choice(COMMANDS).split()),
    (5, lambda draw: ["l"] + some(draw, ["0", "1", "5", "20", "100", "-1", "x"], 2)),
    (3, lambda draw: ["m"] + some(draw, ["0", "60", "100", "256", "1", "1000"], 1)),
    (7, lambda draw: ["t"]),
    (2, lambda draw: ["w"]),
    (2, lambda draw: [draw.choice(["foo", "r", "restart", "whole", "LIST", "P", "B"])]),
    (1, lambda draw: ["a"]),
]


class Session:
    """One session; what was said and heard, line by line."""

    def __init__(self, port, script):
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=60)
        self.file = self.socket.makefile("rb")
        self.heard = []
        self.socket.sendall(ldb.encoded([b"SCRIPT", b"DEBUG", b"YES"]))
        self.line()
        self.socket.sendall(ldb.encoded([b"EVAL", script.encode(), b"2", b"key", b"k2", b"arg"]))
        self.goes_on = self.answer()

    def line(self):
        line = self.file.readline()
        if line:
            self.heard.append(ldb.plain(line.rstrip(b"\r\n")))
        return line

    def answer(self):
        """False if it was the last."""
        header = self.line()
        lines = [self.line() for _ in range(int(header[1:]))] if header else []
        return bool(header) and b"+<endsession>\r\n" not in lines

    def say(self, words):
        self.heard.append("> " + " ".join(words))
        self.socket.sendall(ldb.encoded(word.encode() for word in words))
        self.goes_on = self.answer()

    def rest(self):
        while self.line():
            pass
        self.file.close()
        self.socket.close()


def play(port, seed):
    draw = random.Random(seed)
    session = Session(port, draw.choice(SCRIPTS))
    for _ in range(MOST_WORDS):
        if session.goes_on:
            kind = draw.choices([how for _, how in DRAWN], [weight for weight, _ in DRAWN])[0]
            session.say(kind(draw))
    for words in (["b", "0"], ["c"], ["c"], ["c"], ["c"]):
        if session.goes_on:
            session.say(words)
    session.rest()
    return session.heard


def main():
    parser = argparse.ArgumentParser(usage=__doc__)
    parser.add_argument("program")
    parser.add_argument("--sessions", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    oracle = os.environ.get("LUARIG_REDIS_SERVER")
    if not oracle:
        print("skipped: LUARIG_REDIS_SERVER is not set")
        return SKIPPED
    commands = [[oracle, "--save", ""], [os.path.abspath(args.program), "serve", "--target", "redis-7.0"]]
    servers = [talk.start(command) for command in commands]
    lines = failed = 0
    try:
        for seed in range(args.seed, args.seed + args.sessions):
            wanted, got = (play(port, seed) for _, port in servers)
            lines += len(wanted)
            if wanted != got:
                failed += 1
                print("\n".join(difflib.unified_diff(wanted, got, "redis-server", "luarig, seed %d" % seed, lineterm="")))
    finally:
        for process, _ in servers:
            process.terminate()
            process.wait()
    print("%d sessions, %d lines: %d differ" % (args.sessions, lines, failed))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
