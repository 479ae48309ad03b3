"""What the keys of one worker hold, and random commands on them with the replies they must get.

Each command is (words, reply): `reply` is called when the answer arrives, in the order of the commands, changes
the model and returns what must have come. No key grows beyond a bound, so neither may the server.
"""

from wire import Error, Status

KEYS = 6        # of each type
LONG = 400      # elements of a collection
WIDE = 2000     # bytes of a string


class Unordered(list):
    """An array whose order no server promises."""


def same(wanted, got):
    if isinstance(wanted, Unordered):
        return isinstance(got, list) and sorted(map(repr, wanted)) == sorted(map(repr, got))
    if isinstance(wanted, list):
        return isinstance(got, list) and len(wanted) == len(got) and all(map(same, wanted, got))
    return type(wanted) is type(got) and wanted == got


class Model:
    def __init__(self, prefix, random):
        self.prefix = prefix
        self.random = random
        self.values = {}
        self.makers = [self.string, self.number, self.list, self.hash, self.set, self.zset, self.stream, self.key,
                       self.script]
        self.stamp = 0

    def name(self, kind):
        return b"%b:%b:%d" % (self.prefix, kind, self.random.randrange(KEYS))

    def data(self, most):
        size = self.random.choice((0, 1, 8, 30, most))
        return self.random.randbytes(self.random.randrange(size + 1))

    def command(self):
        return self.random.choice(self.makers)()

    def drop(self, key):
        return ("DEL", key), lambda: 1 if self.values.pop(key, None) is not None else 0

    def kept(self, key, value):
        """An empty collection is no key."""
        if value:
            self.values[key] = value
        else:
            self.values.pop(key, None)

    def string(self):
        key = self.name(b"s")
        value = self.data(WIDE)
        old = lambda: self.values.get(key)

        def put(new, reply):
            self.values[key] = new
            return reply

        choice = self.random.randrange(6)
        if choice == 0:
            return ("SET", key, value), lambda: put(value, Status("OK"))
        if choice == 1:
            return ("GET", key), old
        if choice == 2:
            return ("SET", key, value, "GET"), lambda: [old(), put(value, None)][0]
        if choice == 3:
            return ("GETRANGE", key, 1, 9), lambda: (old() or b"")[1:10]
        if choice == 4:
            return ("STRLEN", key), lambda: len(old() or b"")
        return ("GETDEL", key), lambda: self.values.pop(key, None)

    def number(self):
        key = self.name(b"n")
        step = self.random.randrange(-1000, 1000)

        def add():
            self.values[key] = b"%d" % (int(self.values.get(key, b"0")) + step)
            return int(self.values[key])

        return self.random.choice([(("INCRBY", key, step), add), (("GET", key), lambda: self.values.get(key)),
                                   (("EXISTS", key, key), lambda: 2 * (key in self.values))])

    def list(self):
        key = self.name(b"l")
        words = [self.data(60) for _ in range(self.random.randrange(1, 20))]
        get = lambda: self.values.get(key, [])

        def push(left):
            self.values[key] = words[::-1] + get() if left else get() + words
            return len(self.values[key])

        def pop(count):
            taken, rest = get()[:count], get()[count:]
            had = key in self.values
            self.kept(key, rest)
            return taken if had else None

        if len(get()) > LONG:
            return self.drop(key)
        return self.random.choice([
            (("RPUSH", key, *words), lambda: push(False)), (("LPUSH", key, *words), lambda: push(True)),
            (("LPOP", key, (len(words) + 1) // 2), lambda: pop((len(words) + 1) // 2)), (("LLEN", key), lambda: len(get())),
            (("LRANGE", key, 0, -1), lambda: list(get())), (("LINDEX", key, -1), lambda: get()[-1] if get() else None)])

    def hash(self):
        key = self.name(b"h")
        field, value = b"f%d" % self.random.randrange(LONG), self.data(100)
        get = lambda: self.values.get(key, {})

        def put():
            fresh = field not in get()
            self.values[key] = {**get(), field: value}
            return int(fresh)

        def remove():
            had = field in get()
            self.kept(key, {name: one for name, one in get().items() if name != field})
            return int(had)

        return self.random.choice([
            (("HSET", key, field, value), put), (("HDEL", key, field), remove), (("HGET", key, field), lambda: get().get(field)),
            (("HLEN", key), lambda: len(get())), (("HKEYS", key), lambda: Unordered(get())),
            (("HMGET", key, field, "none"), lambda: [get().get(field), None])])

    def set(self):
        key = self.name(b"t")
        member = self.random.choice((b"%d", b"m%d")) % self.random.randrange(LONG)
        get = lambda: self.values.get(key, set())

        def add():
            fresh = member not in get()
            self.values[key] = get() | {member}
            return int(fresh)

        def remove():
            had = member in get()
            self.kept(key, get() - {member})
            return int(had)

        return self.random.choice([
            (("SADD", key, member), add), (("SREM", key, member), remove), (("SCARD", key), lambda: len(get())),
            (("SMEMBERS", key), lambda: Unordered(get())), (("SISMEMBER", key, member), lambda: int(member in get()))])

    def zset(self):
        key = self.name(b"z")
        member, score = b"m%d" % self.random.randrange(LONG), self.random.randrange(10000)
        get = lambda: self.values.get(key, {})

        def add():
            fresh = member not in get()
            self.values[key] = {**get(), member: score}
            return int(fresh)

        def remove():
            had = member in get()
            self.kept(key, {name: one for name, one in get().items() if name != member})
            return int(had)

        def ranked():
            return [name for name, one in sorted(get().items(), key=lambda item: (item[1], item[0])) if one >= score]

        return self.random.choice([
            (("ZADD", key, score, member), add), (("ZREM", key, member), remove),
            (("ZSCORE", key, member), lambda: b"%d" % get()[member] if member in get() else None),
            (("ZCARD", key), lambda: len(get())), (("ZRANGE", key, score, "+inf", "BYSCORE"), ranked)])

    def stream(self):
        key = self.name(b"x")
        value = self.data(50)
        get = lambda: self.values.get(key, [])
        if len(get()) > LONG:
            return self.drop(key)
        self.stamp += 1
        entry = [b"%d-1" % self.stamp, [b"f", value]]

        def add():
            self.values[key] = get() + [entry]
            return entry[0]

        return self.random.choice([
            (("XADD", key, entry[0], "f", value), add), (("XLEN", key), lambda: len(get())),
            (("XRANGE", key, "-", "+", "COUNT", 5), lambda: get()[:5])])

    def key(self):
        kind = self.random.choice(b"snlhtzx")
        key = self.name(b"%c" % kind)
        names = {ord("s"): "string", ord("n"): "string", ord("l"): "list", ord("h"): "hash", ord("t"): "set", ord("z"): "zset",
                 ord("x"): "stream"}
        wrong = Error("WRONGTYPE Operation against a key holding the wrong kind of value")
        other = ("LLEN", "HLEN", "SCARD", "ZCARD", "XLEN")[self.random.randrange(5)]
        owner = {"LLEN": "list", "HLEN": "hash", "SCARD": "set", "ZCARD": "zset", "XLEN": "stream"}[other]
        return self.random.choice([
            (("TYPE", key), lambda: Status(names[kind] if key in self.values else "none")),
            (("TTL", key), lambda: -1 if key in self.values else -2), self.drop(key),
            ((other, key), lambda: 0 if key not in self.values else wrong if owner != names[kind] else len(self.values[key]))])

    def script(self):
        key = self.name(b"n")
        word = self.data(30)

        def incremented():
            self.values[key] = b"%d" % (int(self.values.get(key, b"0")) + 10)
            return [int(self.values[key]), word]

        return self.random.choice([
            (("EVAL", "return {KEYS[1], ARGV[1], #ARGV, 3.9, false}", 1, key, word), lambda: [key, word, 1, 3, None]),
            (("EVAL", "local n for i = 1, 10 do n = redis.call('INCR', KEYS[1]) end return {n, ARGV[1]}", 1, key, word), incremented),
            (("EVAL", "return redis.error_reply('MY ' .. ARGV[1])", 0, "own"), lambda: Error("MY own")),
            (("EVAL", "local t = {} for i = 1, 200 do t[i] = ('x'):rep(i) end return #table.concat(t)", 0), lambda: 20100)])

    def reads(self):
        """Commands that read each key whole."""
        for key, value in sorted(self.values.items()):
            kind = key[len(self.prefix) + 1:len(self.prefix) + 2]
            yield {
                b"s": lambda: (("GET", key), value), b"n": lambda: (("GET", key), value),
                b"l": lambda: (("LRANGE", key, 0, -1), value),
                b"h": lambda: (("HMGET", key, *value), list(value.values())),
                b"t": lambda: (("SMEMBERS", key), Unordered(value)),
                b"z": lambda: (("ZMSCORE", key, *value), [b"%d" % one for one in value.values()]),
                b"x": lambda: (("XRANGE", key, "-", "+"), value),
            }[kind]()
