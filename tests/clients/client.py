#!/usr/bin/env python3
"""redis-py as Debian packages it (python3-redis), on all that it offers.

    client.py HOST PORT
"""

import socket
import sys
import threading
import time

import redis
from redis.exceptions import WatchError

from client_types import collections, keys, streams_and_geo, strings
from transcript import attempt, call, chapter, limit_time, say

HOST, PORT = sys.argv[1], int(sys.argv[2])
EVERY_BYTE = bytes(range(256))


def client(**options):
    return redis.Redis(host=HOST, port=PORT, socket_timeout=60, **options)


def scripts(r):
    call(r.eval, "return {KEYS[1], ARGV[1], 3.99, false, {ok='fine'}, {1, {2}}}", 1, "k", "a")
    call(r.eval, "return redis.error_reply('MY own')", 0)
    call(r.eval, "return redis.call('INCR', KEYS[1])", 1, "n")
    call(r.eval_ro, "return redis.call('SET', KEYS[1], 1)", 1, "n")
    call(r.eval, "return nonsense(", 0)
    call(r.eval, "return nonsense()", 0)
    call(r.eval, "redis.call('HSET', KEYS[1], 'f', 'v'); return redis.call('GET', KEYS[1])", 1, "hash")
    call(r.evalsha, "f" * 40, 0)
    sha = call(r.script_load, "return ARGV[1] .. '!'")
    call(r.evalsha, sha, 0, "hi")
    call(r.evalsha_ro, sha, 0, "hi")
    call(r.script_exists, sha, "f" * 40)
    script = r.register_script("return redis.call('SET', KEYS[1], ARGV[1])")
    call(script, keys=["s"], args=[b"\x00\xff"])
    call(r.script_flush, "SYNC")
    call(script, keys=["s"], args=["after NOSCRIPT"])
    call(r.get, "s")
    pipe = r.pipeline()
    script(keys=["p"], args=["in a pipeline"], client=pipe)
    pipe.get("p")
    call(pipe.execute)
    call(r.script_kill)
    library = ("#!lua name=lib\n"
               "redis.register_function('put', function(keys, args) return redis.call('SET', keys[1], args[1]) end)\n"
               "redis.register_function{function_name='look', flags={'no-writes'}, callback=function(keys)\n"
               "  return redis.call('GET', keys[1]) end}\n")
    call(r.function_load, library)
    call(r.function_load, library)
    call(r.function_load, library, replace=True)
    call(r.function_load, "#!lua name=bad\nreturn 1")
    call(r.fcall, "put", 1, "fk", "fv")
    call(r.fcall, "look", 1, "fk")
    call(r.fcall_ro, "look", 1, "fk")
    call(r.fcall_ro, "put", 1, "fk", "x")
    call(r.fcall, "none", 0)
    call(r.function_list, withcode=True, then=libraries)
    call(r.function_list, library="x*")
    call(r.function_stats)
    blob = call(r.function_dump)
    call(r.function_flush)
    call(r.function_restore, blob)
    call(r.function_restore, blob)
    call(r.function_restore, blob, "REPLACE")
    call(r.fcall, "look", 1, "fk")
    call(r.function_delete, "lib")
    call(r.function_delete, "lib")
    call(r.function_kill)


def libraries(replied):
    """The functions of a library have no order that a server promises."""
    return [one[:-3] + [sorted(one[-3], key=lambda function: function[1])] + one[-2:] for one in replied]


def endless_scripts(r):
    r.config_set("busy-reply-threshold", 50)
    r.function_load("#!lua name=endless\nredis.register_function('endless', function() while true do end end)\n")
    for name, run, kill in (("eval", lambda one: one.eval("while true do end", 0), r.script_kill),
                            ("fcall", lambda one: one.fcall("endless", 0), r.function_kill)):
        failed = []
        thread = threading.Thread(target=lambda run=run: failed.append(attempt(run, client())))
        thread.start()
        answer = True
        for _ in range(200):
            answer = attempt(r.ping)
            if isinstance(answer, Exception):
                break
            time.sleep(0.02)
        say(name + ": ping while it runs", answer)
        say("the other kill", attempt(r.function_kill if name == "eval" else r.script_kill))
        say("kill", attempt(kill))
        thread.join()
        say("it", failed[0])
        call(r.ping)
    call(r.function_flush)
    r.config_set("busy-reply-threshold", 5000)


def pipelines_and_transactions(r):
    pipe = r.pipeline(transaction=False)
    pipe.set("a", 1).incr("a").lpush("a", 1).get("a").hgetall("none")
    call("pipeline without a transaction", lambda: pipe.execute(raise_on_error=False))
    pipe = r.pipeline()
    pipe.set("a", 1).incr("a").lpush("a", 1).get("a")
    call("pipeline", lambda: pipe.execute(raise_on_error=False))
    pipe = r.pipeline()
    pipe.set("a", 1).lpush("a", 1)
    call(pipe.execute)
    pipe = r.pipeline()
    pipe.set("a", 1).execute_command("NOSUCH", "a")
    call(pipe.execute)
    pipe = r.pipeline(transaction=False)
    for number in range(2000):
        pipe.incrby("sum", number)
    call("2000 commands in a pipeline", lambda: pipe.execute()[-1])
    with r.pipeline() as watching:
        watching.watch("a")
        value = watching.get("a")
        r.set("a", "somebody else")
        watching.multi()
        watching.set("a", value)
        call(watching.execute)
    with r.pipeline() as watching:
        watching.watch("a")
        watching.unwatch()
        r.set("a", "again")
        watching.multi()
        watching.set("a", "mine")
        call(watching.execute)
    tries = []

    def work(pipe):
        tries.append(1)
        if len(tries) < 3:
            r.incr("watched")
        count = int(pipe.get("watched"))
        pipe.multi()
        pipe.set("watched", count + 100)

    call(r.transaction, work, "watched")
    say("tries", len(tries))
    r.flushdb()
    with r.pipeline() as watching:
        watching.watch("expires")
        r.set("expires", 1, px=1)
        time.sleep(0.02)
        watching.multi()
        watching.ping()
        call(watching.execute)
    say("WatchError is", WatchError.__name__)
    call(r.execute_command, "EXEC", "x")
    call(r.execute_command, "MULTI", "x")
    call(r.execute_command, "DISCARD")


def messages(pubsub, count, seconds=3):
    """The next messages, each as (kind, pattern, channel, data)."""
    out = []
    ends = time.monotonic() + seconds
    while len(out) < count and time.monotonic() < ends:
        message = pubsub.get_message(timeout=0.1)
        if message:
            out.append((message["type"], message["pattern"], message["channel"], message["data"]))
    return out


def publish_subscribe(r):
    pubsub = r.pubsub()
    pubsub.subscribe("news", b"\x00bin")
    pubsub.psubscribe("n*", "other.?")
    say("subscribed", messages(pubsub, 4))
    call(r.publish, "news", "hello")
    say("heard", messages(pubsub, 2))
    call(r.publish, b"\x00bin", b"\xff\x00")
    call(r.publish, "other.x", "y")
    call(r.publish, "nobody"[1:], "nobody")
    say("heard", messages(pubsub, 2))
    call(r.pubsub_channels, then=sorted)
    call(r.pubsub_numsub, "news", "none")
    call(r.pubsub_numpat)
    call(r.pubsub_channels, "new*")
    pubsub.ping("still there")
    say("pong", messages(pubsub, 1))
    pubsub.unsubscribe("news")
    pubsub.punsubscribe()
    say("left", sorted(messages(pubsub, 3)[0:1]))
    call(r.eval, "return redis.call('PUBLISH', 'scripted', ARGV[1])", 0, "x")
    handled = []
    with r.pubsub(ignore_subscribe_messages=True) as handlers:
        handlers.subscribe(**{"direct": lambda message: handled.append(message["data"])})
        thread = handlers.run_in_thread(sleep_time=0.01)
        for _ in range(100):
            if r.publish("direct", "to a handler") and handled:
                break
            time.sleep(0.02)
        thread.stop()
        thread.join()
    say("handled", handled[:1])
    r.config_set("notify-keyspace-events", "KEA")
    with r.pubsub(ignore_subscribe_messages=True) as events:
        events.psubscribe("__key*__:*")
        messages(events, 1, 0.2)
        r.set("watched", 1)
        r.expire("watched", 100)
        r.rename("watched", "moved")
        r.delete("moved")
        r.eval("redis.call('LPUSH', 'q', 1) redis.call('LPOP', 'q')", 0)
        say("events", messages(events, 14))
        with r.pipeline() as pipe:
            pipe.set("gone", 1, px=5).execute()
        time.sleep(0.05)
        r.exists("gone")
        say("expiry", messages(events, 6))
    r.config_set("notify-keyspace-events", "")
    shard = client().connection_pool.get_connection("_")
    shard.send_command("SSUBSCRIBE", "shard")
    say("ssubscribe", shard.read_response())
    call(r.execute_command, "SPUBLISH", "shard", "m")
    say("smessage", shard.read_response())
    call(r.execute_command, "PUBSUB", "SHARDCHANNELS")
    call(r.execute_command, "PUBSUB", "SHARDNUMSUB", "shard", "none")
    shard.send_command("SUNSUBSCRIBE")
    say("sunsubscribe", shard.read_response())
    shard.disconnect()


def wait_blocked(r, count=1):
    for _ in range(60):
        if int(r.info("clients")["blocked_clients"]) >= count:
            return
        time.sleep(0.005)


def blocking(r):
    def in_thread(name, function, wake):
        out = []
        thread = threading.Thread(target=lambda: out.append(attempt(function, client())))
        thread.start()
        wait_blocked(r)
        say(name + ": woken by", attempt(wake))
        thread.join()
        say(name, out[0])

    call(r.blpop, ["none"], 0.05)
    r.rpush("ready", "x")
    call(r.blpop, ["none", "ready"], 1)
    in_thread("blpop", lambda c: c.blpop(["q1", "q2"], 5), lambda: r.rpush("q2", "a", "b"))
    in_thread("brpop", lambda c: c.brpop("q3", 5), lambda: r.rpush("q3", "a", "b"))
    in_thread("blmove", lambda c: c.blmove("q4", "q5", 5, "LEFT", "RIGHT"), lambda: r.rpush("q4", "m"))
    in_thread("blmpop", lambda c: c.blmpop(5, 1, "q6", direction="LEFT", count=2), lambda: r.rpush("q6", 1, 2, 3))
    in_thread("bzpopmin", lambda c: c.bzpopmin("z1", 5), lambda: r.zadd("z1", {"m": 1.5}))
    in_thread("bzmpop", lambda c: c.bzmpop(5, 1, ["z2"], max=True), lambda: r.zadd("z2", {"m": 1, "n": 2}))
    in_thread("xread", lambda c: c.xread({"x": "$"}, block=5000), lambda: r.xadd("x", {"f": "v"}, id="1-1"))
    r.xgroup_create("x", "g", id="$")
    in_thread("xreadgroup", lambda c: c.xreadgroup("g", "me", {"x": ">"}, block=5000),
              lambda: r.xadd("x", {"f": "v"}, id="2-1"))
    in_thread("wrong type does not wake", lambda c: c.blpop("w", 0.3), lambda: r.set("w", 1))
    in_thread("script wakes", lambda c: c.blpop("sw", 5), lambda: r.eval("return redis.call('RPUSH', 'sw', 'x')", 0))
    in_thread("transaction wakes", lambda c: c.blpop("tw", 5),
              lambda: r.pipeline().rpush("tw", 1).rpush("tw", 2).lpop("tw").execute())
    ids = []

    def named(c):
        ids.append(c.client_id())
        return c.blpop("never", 5)

    in_thread("unblock", named, lambda: r.client_unblock(ids[-1]))
    in_thread("unblock with an error", lambda c: one_connection(c, named), lambda: r.client_unblock(ids[-1], error=True))
    in_thread("the key's stream goes", lambda c: c.xreadgroup("g", "me", {"x": ">"}, block=5000), lambda: r.delete("x"))


def one_connection(_client, function):
    return function(client(single_connection_client=True))


def clients_and_server(r):
    call(r.ping)
    call(r.echo, b"\x00\xff")
    call(r.client_setname, "tester")
    call(r.client_getname)
    call(r.client_setname, "with space")
    single = client(single_connection_client=True, client_name="single")
    call(single.client_getname)
    stable = ("name", "db", "sub", "psub", "multi", "flags", "user", "resp", "cmd", "redir", "watch")
    call("client_info", lambda: {name: value for name, value in single.client_info().items() if name in stable})
    call("client_info has", lambda: sorted(single.client_info()))
    call("client_list by type", lambda: [one["name"] for one in r.client_list(_type="normal") if one["name"] == "single"])
    call("client_list by id", lambda: [one["name"] for one in r.client_list(client_id=[single.client_id()])])
    call("client_kill_filter", lambda: r.client_kill_filter(_id=single.client_id()))
    call(single.ping)
    call(r.client_kill, "1.2.3.4:5")
    call(r.client_pause, 1)
    call(r.client_unpause)
    call(r.client_trackinginfo)
    call(r.client_getredir)
    call(r.client_reply, "WRONG")
    call(r.client_no_evict, "ON")
    call(r.execute_command, "CLIENT", "NO-SUCH")
    call(r.config_get, "maxmemory*", then=lambda found: dict(sorted(found.items())))
    call(r.config_set, "maxmemory", "100mb")
    call(r.config_get, "maxmemory")
    call(r.config_set, "nosuch", 1)
    call(r.config_set, "maxmemory", 0)
    call(r.config_resetstat)
    call("info keyspace", lambda: sorted(r.info("keyspace")))
    call("info server", lambda: r.info("server")["redis_version"])
    call(r.time, then=lambda both: [type(one) for one in both])
    call(r.command_count)
    call(r.command_getkeys, "MSET", "a", 1, "b", 2)
    call(r.command_list, category="geo", then=sorted)
    table = r.command()
    for name in ("get", "mset", "lpush", "eval", "xadd", "xread"):
        say("command " + name, table[name])
    call("memory_usage", lambda: r.memory_usage("none"))
    r.set("m", "x" * 100)
    call(r.memory_usage, "m")
    call("memory_stats", lambda: r.memory_stats()["keys.count"])
    call(r.acl_whoami)
    call(r.acl_cat, then=sorted)
    call(r.acl_setuser, "bob", enabled=True, passwords=["+pw"], keys=["b:*"], commands=["+get", "+@hash"])
    call(r.acl_getuser, "bob")
    with client(username="bob", password="pw") as bob:
        call(bob.get, "b:1")
        call(bob.set, "b:1", 1)
        call(bob.get, "c")
    with client(username="bob", password="wrong") as bob:
        call(bob.get, "b:1")
    call("acl_log", lambda: [(one["reason"], one["object"], one["username"]) for one in r.acl_log()])
    call(r.acl_deluser, "bob")
    call(r.acl_list)
    call(r.slowlog_reset)
    call(r.execute_command, "LATENCY", "LATEST")
    call(r.lastsave, then=lambda when: type(when))
    call(r.role)
    call(r.module_list)
    call(r.execute_command, "CLUSTER", "INFO")
    call(r.execute_command, "GET")
    call(r.execute_command, "NOSUCH", "a" * 200, "b")
    call(r.execute_command, "HELLO", "3", then=lambda value: value[0:2])
    call(r.execute_command, "HELLO", "4")
    call(r.execute_command, "RESET")


def monitor(r):
    with client().monitor() as watcher:
        r.set(b"\x00k\xff", 'say "hi"\n')
        r.eval("return redis.call('GET', KEYS[1])", 1, "k")
        r.pipeline().ping().get("x").execute()
        for _ in range(6):
            one = watcher.next_command()
            say("monitor", (one["db"], one["client_type"], one["command"]))


def encodings(r):
    for value in (EVERY_BYTE, "žluťoučký 日本 🎈", "", "a b", "\r\n*1\r\n", 3.0, 10**18):
        call(r.set, "b", value)
        call(r.get, "b")
    with client(decode_responses=True) as text:
        call(text.get, "b")
        call(text.set, "u", "日本")
        call(text.get, "u")
        text.set("raw", EVERY_BYTE)
        call(text.get, "raw", then=lambda value: value)
    call(r.hset, EVERY_BYTE, EVERY_BYTE, EVERY_BYTE)
    call(r.hgetall, EVERY_BYTE)
    call(r.sadd, "members", EVERY_BYTE, "")
    call(r.smembers, "members")
    big = bytes(range(256)) * 32768  # 8 MiB
    call(r.set, "big", big)
    call(r.get, "big")
    call(r.getrange, "big", 4 << 20, (4 << 20) + 9)
    call(r.eval, "return redis.call('GET', KEYS[1]) .. ARGV[1]", 1, "big", big)
    call(r.echo, big)
    call(r.rpush, "bigs", *([big[:100000]] * 50))
    call(r.lrange, "bigs", 0, -1, then=lambda value: (len(value), set(map(len, value))))
    call(r.set, "k", "v", ex=2**63)
    call(r.setrange, "k", 2**40, "x")


def raw(data, until=None, close=False, seconds=5):
    """What a fresh connection answers to these bytes."""
    with socket.create_connection((HOST, PORT), timeout=seconds) as wire:
        wire.sendall(data)
        if close:
            return b""
        got = b""
        while until is None or until not in got:
            try:
                part = wire.recv(1 << 16)
            except socket.timeout:
                return got + b"(nothing)"
            if not part:
                return got + b"(closed)"
            got += part
        return got


def connections(r):
    many = [client(single_connection_client=True) for _ in range(200)]
    say("200 clients", {str(attempt(one.incr, "together")) for one in many} == {str(n) for n in range(1, 201)})
    say("connected", attempt(lambda: int(r.info("clients")["connected_clients"]) >= 200))
    threads = [threading.Thread(target=lambda one=one: [one.incr("together") for _ in range(20)]) for one in many]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    call(r.get, "together")
    for one in many:
        one.close()
    for part in (b"*3\r\n$3\r\nSET\r\n$4\r\nhalf\r\n$100\r\nabc", b"*", b"*1\r\n$4\r\nPI", b"SET half", b"MULTI\r\nSET half 1\r\n"):
        raw(part, close=True)
    call(r.get, "half")
    say("inline", raw(b"SET 'a key' \"\\x41\\n\"\r\nGET 'a key'\r\nPING\r\nQUIT\r\n"))
    say("inline, unbalanced", raw(b"SET 'a\r\n"))
    say("inline, empty lines", raw(b"\r\n\r\nPING\nPING\r\n", b"PONG\r\n+PONG"))
    for data in (b"*1\r\n$abc\r\n", b"*abc\r\n", b"*1\r\nPING\r\n", b"*2147483648\r\n", b"*1\r\n$536870913\r\n", b"*1\r\n$-5\r\n"):
        say(repr(data), raw(data))
    say("empty and negative counts", raw(b"*0\r\n*-1\r\nPING\r\n", b"PONG\r\n"))
    say("everything at once", raw(b"*1\r\n$4\r\nPING\r\n" * 1000 + b"QUIT\r\n").count(b"PONG"))


def limits(r):
    """What a server does to those who ask or keep too much."""
    deaf = socket.create_connection((HOST, PORT))
    deaf.sendall(b"SUBSCRIBE deaf\r\n")
    deaf.recv(100)
    say("a subscriber who does not read", sum(r.publish("deaf", b"x" * (1 << 20)) for _ in range(60)) < 50)
    deaf.close()
    r.config_resetstat()
    r.config_set("maxclients", 5)
    many = [socket.create_connection((HOST, PORT)) for _ in range(8)]
    say("the ninth of at most 5", raw(b""))
    for one in many:
        one.close()
    r.config_set("maxclients", 10000)
    call("rejected connections", lambda: r.info("stats")["rejected_connections"] > 0)
    r.config_set("requirepass", "secret")
    say("11 words of a stranger", raw(b"*11\r\n", b"\r\n", seconds=0.3))
    say("a long word of a stranger", raw(b"*1\r\n$16385\r\n", b"\r\n", seconds=0.3))
    say("a stranger", raw(b"PING\r\n", b"\r\n"))
    with client(password="secret") as known:
        call(known.ping)
    r.config_set("requirepass", "")
    r.config_set("client-query-buffer-limit", "1mb")
    with client() as one:
        say("3 MiB where 1 may wait", isinstance(attempt(one.set, "big", b"x" * (3 << 20)), redis.ConnectionError))
    r.config_set("client-query-buffer-limit", "1gb")


CHAPTERS = (strings, collections, streams_and_geo, keys, scripts, endless_scripts, pipelines_and_transactions,
            publish_subscribe, blocking, clients_and_server, monitor, encodings, connections, limits)


def main():
    limit_time()
    for one in CHAPTERS:
        chapter(one.__name__)
        with client() as r:
            r.flushall()
            one(r)
    chapter("the end")
    with client() as r:
        call(r.shutdown, nosave=True, then=str)


if __name__ == "__main__":
    main()
