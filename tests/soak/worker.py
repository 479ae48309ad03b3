"""One process of the soak: rounds of load on keys of its own, each reply checked, and connections that misbehave."""

import collections
import hashlib
import random
import time

from model import Model, same
from wire import Closed, Error, Status, Wire, encode

LIBRARY = """#!lua name=%s
redis.register_function('%s_put', function(keys, args) return redis.call('SET', keys[1], args[1]) end)
redis.register_function{function_name='%s_get', flags={'no-writes'}, callback=function(keys) return redis.call('GET', keys[1]) end}
"""

# What is no request, and what is said before the connection ends.
MALFORMED = (
    (b"*1\r\n$abc\r\n", "ERR Protocol error: invalid bulk length"),
    (b"*abc\r\n", "ERR Protocol error: invalid multibulk length"),
    (b"*99999999999\r\n", "ERR Protocol error: invalid multibulk length"),
    (b"*2147483648\r\n", "ERR Protocol error: invalid multibulk length"),
    (b"*1\r\nPING\r\n", "ERR Protocol error: expected '$', got 'P'"),
    (b"*1\r\n$536870913\r\n", "ERR Protocol error: invalid bulk length"),
    (b"*1\r\n$-5\r\n", "ERR Protocol error: invalid bulk length"),
    (b"SET 'a\r\n", "ERR Protocol error: unbalanced quotes in request"),
    (b"x" * 70000, "ERR Protocol error: too big inline request"),
    (b"*" + b"1" * 70000, "ERR Protocol error: too big mbulk count string"),
)

# What a client may have said when it vanishes.
HALVES = (
    b"*", b"*3\r\n$3\r\nSET\r\n$4\r\nhalf\r\n$1000000\r\nabc", b"*1\r\n$4\r\nPI", b"SET half", b"*1000000\r\n$3\r\nDEL\r\n",
    b"MULTI\r\nSET half 1\r\nSET half 2\r\n", b"WATCH half\r\nMULTI\r\n", b"BLPOP nothing 0\r\n", b"SUBSCRIBE a b c\r\nPSUBSCRIBE *x\r\n",
    b"SSUBSCRIBE s\r\n", b"MONITOR\r\n", b"CLIENT TRACKING ON BCAST\r\n", b"HELLO 3\r\nSUBSCRIBE z\r\n", b"BLMOVE n1 n2 LEFT LEFT 0\r\n",
    b"EVAL 'return string.rep(\"x\", 400000)' 0\r\n" * 5, b"CLIENT REPLY OFF\r\nGET half\r\n")


class Broken(Exception):
    """A promise of the server that did not hold."""


class Worker:
    def __init__(self, index, port, seed):
        self.index, self.port = index, port
        self.random = random.Random(seed * 1000 + index)
        self.name = "w%d" % index
        self.model = Model(self.name.encode(), self.random)
        self.counts = collections.Counter()
        self.tag = 0
        self.last_read = b"0-0"
        self.other_scripts = 0
        self.main = Wire(port, 2 + index % 2, self.name)
        self.side = Wire(port, 3 - index % 2, self.name + "-side")
        self.sub = Wire(port, 2, self.name + "-sub")
        self.check("SUBSCRIBE", [b"subscribe", self.name.encode(), 1], self.sub.ask("SUBSCRIBE", self.name))
        self.check("FUNCTION LOAD", self.name.encode(), self.main.ask("FUNCTION", "LOAD", LIBRARY % ((self.name,) * 3)))

    def check(self, what, wanted, got):
        self.counts["replies"] += 1
        if not same(wanted, got):
            raise Broken("%s: %s should be %.300r, is %.300r" % (self.name, what, wanted, got))

    def next_tag(self):
        self.tag += 1
        return b"%s-%d" % (self.name.encode(), self.tag)

    def one_by_one(self):
        for _ in range(20):
            words, reply = self.model.command()
            got = self.main.ask(*words)
            self.check("%.100r" % (words,), reply(), got)

    def pipeline(self):
        commands = []
        for _ in range(self.random.randrange(2, 150)):
            commands.append(self.model.command())
            tag = self.next_tag()
            commands.append((("ECHO", tag), lambda tag=tag: tag))
        data = b"".join(encode(words) for words, _ in commands)
        if self.random.random() < 0.3:  # the network cuts where it likes
            cut = self.random.randrange(len(data))
            self.main.send(data[:cut])
            time.sleep(0.001)
            data = data[cut:]
        self.main.send(data)
        for words, reply in commands:
            self.check("%.100r" % (words,), reply(), self.main.read())

    def transaction(self):
        commands = [self.model.command() for _ in range(self.random.randrange(1, 10))]
        ending = self.random.choice(("EXEC", "EXEC", "DISCARD", "WATCH"))
        key = self.name + ":watched"
        if ending == "WATCH":
            self.check("WATCH", Status("OK"), self.main.ask("WATCH", key))
            self.check("INCR", int, type(self.side.ask("INCR", key)))
        self.check("MULTI", Status("OK"), self.main.ask("MULTI"))
        for words, _ in commands:
            self.check("queued", Status("QUEUED"), self.main.ask(*words))
        if ending == "DISCARD":
            self.check("DISCARD", Status("OK"), self.main.ask("DISCARD"))
        elif ending == "WATCH":
            self.check("EXEC of a change", None, self.main.ask("EXEC"))
            self.check("DEL", 1, self.side.ask("DEL", key))
        else:
            got = self.main.ask("EXEC")
            self.check("EXEC", [reply() for _, reply in commands], got)

    def scripts(self):
        text = "return {ARGV[1], '%d'}" % self.random.randrange(3)
        tag = self.next_tag()
        got = self.main.ask("EVALSHA", hashlib.sha1(text.encode()).hexdigest(), 0, tag)
        if isinstance(got, Error):
            self.check("EVALSHA", "NOSCRIPT", got.split()[0])
            got = self.main.ask("EVAL", text, 0, tag)
        self.check("EVALSHA", [tag, text[-3:-2].encode()], got)
        # Scripts that never come back would fill the server, by design.
        for _ in range(10):
            self.other_scripts += 1
            self.check("EVAL of its own", self.other_scripts, self.main.ask("EVAL", "return %d" % self.other_scripts, 0))
        if self.other_scripts % 100 == 0:
            self.check("SCRIPT FLUSH", Status("OK"), self.main.ask("SCRIPT", "FLUSH"))
        key, value = self.name + ":f", self.next_tag()
        self.check("FCALL", Status("OK"), self.main.ask("FCALL", self.name + "_put", 1, key, value))
        self.check("FCALL_RO", value, self.side.ask("FCALL_RO", self.name + "_get", 1, key))
        self.check("DEL", 1, self.main.ask("DEL", key))
        if self.random.random() < 0.2:
            self.check("FUNCTION LOAD", self.name.encode(),
                       self.side.ask("FUNCTION", "LOAD", "REPLACE", LIBRARY % ((self.name,) * 3)))

    def publish(self):
        tags = [self.next_tag() for _ in range(self.random.randrange(1, 50))]
        self.main.send(b"".join(encode(("PUBLISH", self.name, tag)) for tag in tags))
        for tag in tags:
            self.check("PUBLISH", 1, self.main.read())
            self.check("message", [b"message", self.name.encode(), tag], self.sub.read())
        self.check("PING of a subscriber", [b"pong", tags[0]], self.sub.ask("PING", tags[0]))

    def blocking(self):
        key, tag = self.name + ":q", self.next_tag()
        choice = self.random.randrange(4)
        if choice == 0:
            self.check("BLPOP in vain", None, self.side.ask("BLPOP", key, 0.002))
            return
        self.side.send(encode(("BLPOP", key, 10)) + encode(("ECHO", tag)))
        if self.random.random() < 0.5:
            time.sleep(0.002)
        if choice == 1:
            self.check("RPUSH", 2, self.main.ask("RPUSH", key, tag, "rest"))
        elif choice == 2:
            self.check("EVAL", 2, self.main.ask("EVAL", "return redis.call('RPUSH', KEYS[1], ARGV[1], 'rest')", 1, key, tag))
        else:
            self.main.send(encode(("MULTI",)) + encode(("RPUSH", key, tag, "rest")) + encode(("EXEC",)))
            got = [self.main.read() for _ in range(3)]
            self.check("MULTI, RPUSH, EXEC", [Status("OK"), Status("QUEUED"), [2]], got)
        self.check("BLPOP", [key.encode(), tag], self.side.read())
        self.check("behind it", tag, self.side.read())
        self.check("the rest", b"rest", self.main.ask("LPOP", key))

    def reading(self):
        """Readers of streams that wait, with a group and without."""
        key, tag = self.name + ":x", self.next_tag()
        last, self.last_read = self.last_read, b"%d-1" % self.tag
        if self.random.random() < 0.5:
            self.check("XREAD in vain", None, self.side.ask("XREAD", "BLOCK", 1, "STREAMS", key, last))
            name, request = "XREAD", ("XREAD", "BLOCK", 10000, "STREAMS", key, last)
        else:
            self.main.ask("XGROUP", "CREATE", key, "g", "$", "MKSTREAM")
            self.check("XGROUP SETID", Status("OK"), self.main.ask("XGROUP", "SETID", key, "g", "$"))
            name, request = "XREADGROUP", ("XREADGROUP", "GROUP", "g", "c", "NOACK", "BLOCK", 10000, "STREAMS", key, ">")
        self.side.send(encode(request) + encode(("ECHO", tag)))
        if self.random.random() < 0.5:
            time.sleep(0.002)
        entry = [self.last_read, [b"tag", tag]]
        self.check("XADD", self.last_read, self.main.ask("XADD", key, "MAXLEN", 100, self.last_read, "tag", tag))
        got = self.side.read()
        # RESP3 has a map.
        self.check(name, [[key.encode(), [entry]]], [got] if got and got[0] == key.encode() else got)
        self.check("behind it", tag, self.side.read())

    def large(self):
        key = self.name + ":large"
        value = self.random.randbytes(1000) * self.random.randrange(1, 1500)
        self.check("SET large", Status("OK"), self.main.ask("SET", key, value))
        self.check("GET large", value, self.side.ask("GET", key))
        self.check("EVAL large", [len(value), value],
                   self.main.ask("EVAL", "return {#ARGV[1], redis.call('GET', KEYS[1])}", 1, key, value))
        self.check("DEL large", 1, self.main.ask("DEL", key))

    def scan(self):
        words = [b"%d" % n for n in range(self.random.randrange(1, 700))]
        key = self.name + ":scanned"
        self.check("SADD", len(words), self.main.ask("SADD", key, "word", *words) - 1)
        found, cursor = set(), b"0"
        while True:
            cursor, part = self.main.ask("SSCAN", key, cursor, "COUNT", 50)
            found.update(part)
            if cursor == b"0":
                break
        self.check("SSCAN", sorted(words + [b"word"]), sorted(found))
        self.check("UNLINK", 1, self.main.ask("UNLINK", key))

    def expiry(self):
        key = self.name + ":short"
        self.check("SET", Status("OK"), self.main.ask("SET", key, "v", "PX", 1))
        time.sleep(0.003)
        self.check("GET of what expired", None, self.main.ask("GET", key))

    def vanish(self):
        for _ in range(5):
            wire = Wire(self.port)
            wire.send(self.random.choice(HALVES))
            wire.close()
            self.counts["vanished"] += 1

    def malformed(self):
        data, error = self.random.choice(MALFORMED)
        tag = self.next_tag()
        with Wire(self.port, self.random.choice((2, 3))) as wire:
            wire.send(encode(("ECHO", tag)))
            self.check("before what is malformed", tag, wire.read())
            try:
                wire.send(data)
                self.check("what is malformed", Error(error), wire.read())
                wire.send(encode(("ECHO", tag)))
                raise Broken("%s: the connection goes on with %r" % (self.name, wire.read()))
            except Closed:
                pass
        self.counts["malformed"] += 1

    def kill(self):
        victim = Wire(self.port, name=self.name + "-victim")
        number = victim.ask("CLIENT", "ID")
        busy = self.random.choice((None, ("BLPOP", "nothing", 0), ("SUBSCRIBE", self.name + "-v"), ("MULTI",)))
        if busy is not None:
            victim.send(encode(busy))
            time.sleep(0.001)
        self.check("CLIENT KILL", 1, self.main.ask("CLIENT", "KILL", "ID", number))
        try:
            while True:  # what it was answered before
                victim.read()
        except Closed:
            victim.close()
        self.check("CLIENT KILL again", 0, self.main.ask("CLIENT", "KILL", "ID", number))
        self.counts["killed"] += 1

    def endless(self):
        """No other worker talks while this round lasts: the answers to all are BUSY."""
        self.check("CONFIG SET", Status("OK"), self.main.ask("CONFIG", "SET", "busy-reply-threshold", 10))
        endless, killer = self.random.choice((("EVAL", "SCRIPT"), ("FCALL", "FUNCTION")))
        if endless == "EVAL":
            words = ("EVAL", "while true do redis.call('PING') end", 0)
        else:
            self.main.ask("FUNCTION", "LOAD", "REPLACE", "#!lua name=endless\nredis.register_function('endless', "
                          "function() while true do end end)\n")
            words = ("FCALL", "endless", 0)
        self.side.send(encode(words))
        while True:
            got = self.main.ask("PING")
            if got != Status("PONG"):
                break
            time.sleep(0.001)
        if not (isinstance(got, Error) and got.startswith("BUSY")):
            raise Broken("%s: PING of a busy server is %r" % (self.name, got))
        with Wire(self.port) as fresh:
            got = fresh.ask("GET", "k")
            if not (isinstance(got, Error) and got.startswith("BUSY")):
                raise Broken("%s: GET of a busy server is %r" % (self.name, got))
        self.check(killer + " KILL", Status("OK"), self.main.ask(killer, "KILL"))
        got = self.side.read()
        if not (isinstance(got, Error) and "Script killed by user" in got):
            raise Broken("%s: an endless script that was killed is %r" % (self.name, got))
        self.check("PING", Status("PONG"), self.main.ask("PING"))
        self.check("CONFIG SET", Status("OK"), self.main.ask("CONFIG", "SET", "busy-reply-threshold", 5000))
        self.counts["endless scripts"] += 1

    ROUNDS = ((one_by_one, 20), (pipeline, 30), (transaction, 15), (scripts, 10), (publish, 6), (blocking, 10), (reading, 4), (large, 1),
              (scan, 3), (expiry, 2), (vanish, 4), (malformed, 4), (kill, 4))

    def work(self, ends, gates):
        """Rounds until the time `ends`. A gate is held in each round; all of them while a script is endless."""
        rounds, weights = zip(*self.ROUNDS)
        last_endless = time.monotonic()
        while time.monotonic() < ends:
            if self.index == 0 and time.monotonic() - last_endless > 1:
                for gate in gates:
                    gate.acquire()
                self.endless()
                for gate in gates:
                    gate.release()
                last_endless = time.monotonic()
            one = self.random.choices(rounds, weights)[0]
            with gates[self.index]:
                one(self)
            self.counts["rounds"] += 1

    def finish(self):
        """All that should be there is there."""
        for words, wanted in self.model.reads():
            self.check("%.100r in the end" % (words,), wanted, self.main.ask(*words))
        self.main.ask("DEL", self.name + ":x")
        self.counts["keys"] = len(self.model.values)
        for wire in (self.main, self.side, self.sub):
            wire.close()
