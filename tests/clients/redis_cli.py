#!/usr/bin/env python3
"""redis-cli in all of its modes: what a person types, and what the terminal or the pipe then shows.

    redis_cli.py HOST PORT

Left out: --replica, --cluster and --rdb's transfer need what luarig does not have on purpose; --ldb has a test of its own;
--latency-dist, --intrinsic-latency and --lru-test never end or ask no server.
"""

import os
import re
import signal
import subprocess
import sys
import tempfile
import time

from transcript import chapter, limit_time, say

HOST, PORT = sys.argv[1], sys.argv[2]
CLI = ["redis-cli", "-h", HOST, "-p", PORT]


def show(step, done, order, change):
    """One line for the step, and one for each line that it printed."""
    status = "" if done.returncode == 0 else " (exit %d)" % done.returncode
    print("$ %s%s" % (step, status))
    out = change((done.stdout + done.stderr).decode("utf-8", "backslashreplace"))
    lines = out.split("\n")
    for line in order(lines):
        say("  |", line)


def cli(*args, stdin=b"", order=list, change=lambda text: text, step=None, only=None):
    """Runs it. `order` sorts lines, `change` makes of the text what must not differ, `only` filters lines."""
    done = subprocess.run([*CLI, *args], input=stdin, capture_output=True, timeout=60, check=False,
                          env={**os.environ, "REDISCLI_HISTFILE": "/dev/null", "LC_ALL": "C.UTF-8"})
    name = step or "redis-cli " + " ".join(ascii(one) if isinstance(one, bytes) else one for one in args)
    keep = order if only is None else lambda lines: [line for line in order(lines) if re.search(only, line)]
    show(name[:200], done, keep, change)


def typed(*lines, flags=(), change=lambda text: text):
    """Lines typed at standard input, one command each."""
    cli(*flags, change=change, stdin="\n".join(lines).encode() + b"\n", step="redis-cli %s< %s" % (
        " ".join(flags) + " " if flags else "", "; ".join(lines)))


def protocol(*commands):
    out = b""
    for command in commands:
        out += b"*%d\r\n" % len(command)
        for word in command:
            data = word if isinstance(word, bytes) else str(word).encode()
            out += b"$%d\r\n%s\r\n" % (len(data), data)
    return out


def formats():
    typed("set s hello", "set n 42", "rpush l a b c", "hset h f v g \"two words\"", "zadd z 1.5 a 2 b inf c",
          "sadd set a", "xadd x 1-1 f v", "set bin \"\\x00\\xff\\r\\n\"", "set u \"žluť\"")
    for flags in ((), ("--no-raw",), ("--raw",), ("--csv",), ("--json",), ("--quoted-json",), ("-3", "--no-raw"),
                  ("-3", "--raw"), ("-3", "--csv"), ("-2", "--json"), ("-3", "--json")):
        for command in (("get", "s"), ("get", "none"), ("incr", "n"), ("lrange", "l", "0", "-1"), ("hgetall", "h"),
                        ("zrange", "z", "0", "-1", "withscores"), ("smembers", "set"), ("xrange", "x", "-", "+"),
                        ("get", "bin"), ("get", "u"), ("lpush", "s", "x"), ("eval", "return {1, {2, {}}, false}", "0"),
                        ("zscore", "z", "c"), ("geopos", "none", "m"), ("ping",)):
            cli(*flags, *command)
    # The types that only RESP3 has.
    for kind in ("string", "integer", "double", "null", "array", "set", "map", "attrib", "push", "verbatim", "true",
                 "false", "bignum"):
        for flags in (("--no-raw",), ("-3", "--no-raw"), ("-3", "--json"), ("-3", "--csv")):
            if kind != "push":  # which redis-cli would wait behind
                cli(*flags, "debug", "protocol", kind)
    resp3 = "redis.setresp(3); return "
    for script in ("redis.call('hgetall', 'h')", "redis.call('zscore', 'z', 'a')", "{map={a=1}}", "{set={a=true}}",
                   "{double=3.5}", "true", "{big_number='123456789012345678901234567890'}",
                   "{verbatim_string={format='txt', string='text'}}", "redis.call('debug', 'protocol', 'bignum')"):
        for flags in (("--no-raw",), ("-3", "--no-raw"), ("-3", "--json")):
            cli(*flags, "eval", resp3 + script, "0")
    cli("-d", ",", "lrange", "l", "0", "-1")
    cli("-D", ";", "lrange", "l", "0", "-1")
    cli("--quoted-input", "set", '"a\\x00b"', '"\\xff"')
    cli("--quoted-input", "--no-raw", "get", '"a\\x00b"')
    cli("--show-pushes", "yes", "-3", "get", "s")


def typing():
    typed("set k v", "get k", "", "incr k", "nosuch a b", "set k", "get 'unbalanced", "select 5", "set five 5", "dbsize",
          "select 0", "exists five", "select 99")
    typed("multi", "set a 1", "incr a", "lpush a x", "get a", "exec", "multi", "nosuch", "exec", "discard", "multi",
          "set a 2", "discard", "get a", "watch a", "unwatch", flags=("--no-raw",))
    typed("3 incr repeated", "get repeated", "0 get x", "-1 get x")
    typed("hello 3", "hgetall none", "hello 2", "hgetall none", "reset", "echo done", flags=("--no-raw",),
          change=lambda text: re.sub(r"(\"id\" => |8\) )\(integer\) \d+", r"\1ID", text))
    typed("config set busy-reply-threshold 5000", "config get busy-reply-threshold", "object encoding k", "type k",
          "debug sleep 0", "debug jmap", "client setname me", "client getname", "acl whoami", "time extra")
    typed("subscribe", "psubscribe", "publish c m", "pubsub numpat")
    typed(":get k", "help", "clear")
    cli("-e", "incr", "k")
    cli("-e", "get", "k")
    cli("-n", "3", "set", "three", "3")
    cli("-n", "99", "get", "three")
    cli("-u", "redis://%s:%s/3" % (HOST, PORT), "get", "three", step="redis-cli -u redis://HOST:PORT/3 get three")
    cli("--user", "nobody", "--pass", "pw", "--no-auth-warning", "get", "k")
    cli("-a", "pw", "get", "k")
    cli("-x", "set", "from stdin", stdin=b"two\nlines\n\x00\xff")
    cli("--no-raw", "get", "from stdin")
    cli("-X", "tag", "mset", "k1", "tag", "k2", "v2", stdin=b"the tag's value")
    cli("mget", "k1", "k2")
    cli("-x", "set", "huge", stdin=b"x" * (5 << 20))
    cli("strlen", "huge")
    cli("get", "huge", change=lambda text: "%d bytes" % len(text))
    cli("-r", "3", "-i", "0.01", "incr", "counter")
    cli("-r", "2", "--no-raw", "lpush", "counter", "x")
    cli("-r", "3", "--csv", "incrbyfloat", "counter", "0.5")


def scripts(folder):
    def script(name, text):
        path = os.path.join(folder, name)
        with open(path, "w") as file:
            file.write(text)
        return path

    def run(name, text, *args, flags=()):
        cli(*flags, "--eval", script(name, text), *args, step="redis-cli %s--eval %s %s" % (
            "".join(one + " " for one in flags), name, " ".join(args)))

    run("echo.lua", "return {KEYS, ARGV, #KEYS}", "k1", "k2", ",", "a1", "a 2", flags=("--no-raw",))
    run("none.lua", "return {#KEYS, #ARGV}")
    run("sheBang.lua", "#!lua flags=no-writes\nreturn redis.call('GET', KEYS[1])", "k")
    run("refused.lua", "#!lua flags=no-writes\nreturn redis.call('SET', KEYS[1], 1)", "k", flags=("--no-raw",))
    run("fails.lua", "local x = 1\nreturn nothing.here", flags=("--no-raw",))
    run("syntax.lua", "return (", flags=("--no-raw",))
    cli("-x", "function", "load", stdin=b"#!lua name=lib\nredis.register_function('f', function(k, a) return {k, a} end)\n")
    cli("--no-raw", "fcall", "f", "1", "key", "arg")
    cli("--no-raw", "function", "list", "withcode")
    cli("--no-raw", "function", "stats")
    cli("--json", "function", "list")
    cli("--no-raw", "function", "load", "x")
    done = subprocess.run([*CLI, "-D", "", "--raw", "function", "dump"], capture_output=True, timeout=60, check=False)
    cli("-x", "function", "restore", stdin=done.stdout)
    cli("function", "flush")
    cli("-x", "function", "restore", stdin=done.stdout)
    cli("--no-raw", "fcall", "f", "0")
    cli("rpush", "list", "1", "2", "3")
    done = subprocess.run([*CLI, "-D", "", "--raw", "dump", "list"], capture_output=True, timeout=60, check=False)
    cli("-X", "dump", "restore", "again", "0", "dump", "replace", stdin=done.stdout)
    cli("lrange", "again", "0", "-1")


def pipe():
    cli("--pipe", stdin=protocol(*(("set", "p%d" % n, b"\x00" + b"v" * n) for n in range(3000))),
        step="redis-cli --pipe < 3000 SETs")
    cli("get", "p5", change=ascii)
    cli("--pipe", stdin=protocol(("incr", "p1"), ("set", "fine", "1"), ("nosuch", "x"), ("lpush", "fine", "x")),
        step="redis-cli --pipe < errors")
    cli("--pipe", stdin=b"SET inline 1\r\nINCR inline\r\nGET inline\r\n", step="redis-cli --pipe < inline commands")
    cli("--pipe", stdin=protocol(("set", "large", b"x" * (6 << 20)), ("append", "large", b"y" * (2 << 20))),
        step="redis-cli --pipe < large values")
    cli("strlen", "large")
    cli("--pipe", stdin=b"", step="redis-cli --pipe < nothing")


def looking():
    cli("flushall")
    cli("--pipe", stdin=protocol(*(("set", "s:%03d" % n, "v" * n) for n in range(300)),
                                 ("rpush", "list", *range(200)), ("hset", "hash", *range(100)),
                                 ("sadd", "set", *range(50)), ("zadd", "zset", *range(40)),
                                 ("xadd", "stream", "1-1", "f", "v"), ("xadd", "stream", "2-1", "f", "v")),
        step="redis-cli --pipe < a keyspace")
    cli("--scan", order=sorted)
    cli("--scan", "--pattern", "s:00*", order=sorted)
    cli("--scan", "--quoted-pattern", '"s:\\x3029"', order=sorted)
    cli("--scan", "--pattern", "l*", "-i", "0.01")
    # Which key is met first is the server's own business; what is biggest is not.
    cli("set", "s:299", "v" * 1000)
    cli("--bigkeys", order=sorted, only=r"^Biggest|^\d.* with \d|Sampled|Total key")
    cli("--memkeys", order=sorted, only=r"^Biggest|Sampled|Total key")
    cli("--memkeys", "--memkeys-samples", "0", order=sorted, only=r"^Biggest +(string|hash|list)")
    cli("--hotkeys", only="ERR|Error")
    cli("config", "set", "maxmemory-policy", "allkeys-lfu")
    cli("--hotkeys", order=sorted, only="hot key found|Sampled")
    cli("config", "set", "maxmemory-policy", "noeviction")


def watching():
    def watch(*args, during=lambda: None, seconds=0.4, change=lambda text: text, stop=signal.SIGINT, step=None):
        process = subprocess.Popen([*CLI, *args], stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                                   stdin=subprocess.DEVNULL,
                                   preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL))
        time.sleep(0.2)
        during()
        time.sleep(seconds - 0.2)
        process.send_signal(stop)
        out, _ = process.communicate(timeout=60)
        print("$ %s, watched" % (step or "redis-cli " + " ".join(args)))
        for line in change(out.decode("utf-8", "backslashreplace")).split("\n"):
            say("  |", line)

    def quietly(*args):
        subprocess.run([*CLI, *args], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, timeout=60, check=False)

    def stamps(text):
        return re.sub(r"^\d+\.\d+ \[(\d+) ", r"TIME [\1 ", re.sub(r" [\d.]+:\d+\]", " ADDRESS]", text), flags=re.M)

    def traffic():
        quietly("-n", "2", "set", "k", 'quote " and \\')
        quietly("eval", "return redis.call('INCR', KEYS[1])", "1", "n")
        quietly("hello", "3", "auth", "default", "secret")
        quietly("acl", "setuser", "x", ">secret")
        quietly("nosuch", "command")
        quietly("config", "set", "maxmemory", "0")

    watch("monitor", during=traffic, change=stamps, seconds=0.6)

    def news():
        quietly("publish", "news", "hello")
        quietly("publish", "n2", "by pattern")
        quietly("spublish", "shard", "m")

    for flags in ((), ("--no-raw",), ("--csv",), ("--json",), ("-3", "--no-raw")):
        watch(*flags, "subscribe", "news", "other", during=news)
    watch("--csv", "psubscribe", "n*", during=news)
    watch("--csv", "ssubscribe", "shard", during=news)
    watch("--no-raw", "blpop", "q", "2", during=lambda: quietly("rpush", "q", "x", "y"))
    watch("--stat", "-i", "0.1", seconds=0.6,
          change=lambda text: "lines like a table: %s" % bool(re.search(r"^\d+ +[\d.]+[KMB]", text, re.M)))
    cli("--latency", "-i", "0.2", change=lambda text: re.sub(r"\d+(\.\d+)?", "N", text))
    cli("--latency", "--csv", "-i", "0.2", change=lambda text: re.sub(r"\d+(\.\d+)?", "N", text))
    cli("--raw", "client", "list", change=lambda text: " ".join(re.findall(r"([a-z-]+)=", text.splitlines()[-1])))
    cli("client", "list", change=lambda text: "%d clients" % len(text.splitlines()), step="redis-cli client list, counted")
    cli("info", "server", only="^(redis_version|redis_mode|arch_bits|config_file)")
    cli("info", "clients", only="^(blocked|tracking|pubsub|max)")
    cli("info", "keyspace")
    cli("info", "commandstats", order=sorted, only="^cmdstat_(monitor|hello)", change=lambda text: re.sub(r"=[\d.]+", "=N", text))
    cli("info", "all", change=lambda text: " ".join(re.findall(r"^# (\w+)", text, re.M)))
    cli("shutdown", "wrong")
    cli("shutdown", "nosave")
    time.sleep(0.3)
    cli("ping", change=lambda text: re.sub(r":\d+:", ":PORT:", text))


def main():
    limit_time()
    with tempfile.TemporaryDirectory() as folder:
        for name, one in (("formats", formats), ("typing", typing), ("scripts", lambda: scripts(folder)), ("pipe", pipe),
                          ("looking", looking), ("watching", watching)):
            chapter(name)
            one()


if __name__ == "__main__":
    main()
