#!/usr/bin/env python3
"""Hours of mixed load on a RESP server, in as many seconds as you have.

    soak.py [--seconds N] [--seed N] [--workers N] -- PROGRAM ARGUMENT ...

Starts `PROGRAM ARGUMENT ... --port P`. Workers, each a process with keys of its own, send commands of all types,
scripts, functions, transactions, messages, blocking commands and pipelines, and know each reply beforehand. Meanwhile
connections vanish in the middle of a command, send what is no request, and are killed; scripts that never end are
killed. Afterwards all keys are read, no client may be left, the memory of the process must be flat, and the server
must end in peace. Prints its seed and figures; status 1 if a promise broke.

Memory: the median of what the process held in the last fifth of the time may exceed the median around the end of the
first third by a tenth and 32 MiB.
"""

import argparse
import collections
import multiprocessing
import os
import pathlib
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import traceback

from wire import Error, Wire
from worker import Broken, Worker

MIB = 1 << 20
GROWTH = 0.10
SLACK = 32 * MIB


def resident(pid):
    """Bytes of the process in memory."""
    pages = int(pathlib.Path("/proc/%d/statm" % pid).read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE")


def start(command):
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    # What a sanitizer keeps of freed memory is no leak.
    options = os.environ.get("ASAN_OPTIONS", "") + ":quarantine_size_mb=4:thread_local_quarantine_size_kb=64"
    if "/" in command[0]:
        command = [os.path.abspath(command[0])] + command[1:]  # it gets a folder of its own
    process = subprocess.Popen(command + ["--port", str(port)], cwd=tempfile.mkdtemp(), stdout=subprocess.DEVNULL,
                               env={**os.environ, "ASAN_OPTIONS": options.lstrip(":")})
    for _ in range(500):
        try:
            socket.create_connection(("127.0.0.1", port)).close()
            return process, port
        except OSError:
            time.sleep(0.02)
    process.kill()
    raise SystemExit("soak.py: %s does not answer" % command[0])


def work(index, port, seed, ends, gates, results):
    """A worker's process: puts its counts, or what broke."""
    worker = None
    try:
        worker = Worker(index, port, seed)
        worker.work(ends, gates)
        with gates[index]:  # another may still have an endless script
            worker.finish()
        results.put((worker.counts, ""))
    except Broken as broken:
        results.put((worker.counts if worker else {}, str(broken)))
    except Exception:  # a connection that ends, or a reply that is none: as bad as a wrong one
        results.put((worker.counts if worker else {}, "w%d: %s" % (index, traceback.format_exc())))


def watch(pid, workers, ends):
    """(time, bytes) of the server until all workers are done."""
    samples = []
    while any(worker.is_alive() for worker in workers) and time.monotonic() < ends + 60:
        try:
            samples.append((time.monotonic(), resident(pid)))
        except (OSError, IndexError):
            break  # it is gone, which the workers will tell
        time.sleep(0.05)
    return samples


def median(samples, began, span, first, last):
    part = [size for when, size in samples if first <= (when - began) / span <= last]
    return statistics.median(part) if part else 0


def memory(samples, began, span):
    """What to print, and what broke."""
    third = median(samples, began, span, 0.27, 0.40)
    end = median(samples, began, span, 0.80, 1.00)
    peak = max((size for _, size in samples), default=0)
    bound = third * (1 + GROWTH) + SLACK
    text = "memory: %.1f MiB after a third, %.1f MiB at the end, peak %.1f MiB; at most %.1f MiB" % (
        third / MIB, end / MIB, peak / MIB, bound / MIB)
    return text, [text] if end > bound else []


def last_words(port, process, keys):
    """What breaks when all workers are gone."""
    broken = []
    with Wire(port) as wire:
        if wire.ask("DBSIZE") != keys:
            broken.append("DBSIZE: %r, and %d keys should be left" % (wire.ask("DBSIZE"), keys))
        for _ in range(100):
            # fd=-1 is a session of the server's own.
            left = [line for line in wire.ask("CLIENT", "LIST").decode().splitlines() if " cmd=client" not in line]
            if not left:
                break
            time.sleep(0.02)
        if left:
            broken.append("clients that are left: " + "\n".join(left))
        got = wire.ask("EVAL", "return redis.call('ECHO', ARGV[1])", 0, "still here")
        if got != b"still here":
            broken.append("it answers %r in the end" % (got,))
        wire.send(b"SHUTDOWN NOSAVE\r\n")
    try:
        status = process.wait(10)
        if status != 0:
            broken.append("it ends with %d" % status)
    except subprocess.TimeoutExpired:
        broken.append("SHUTDOWN does not end it")
    return broken


def run(args, process, port):
    gates = [multiprocessing.Lock() for _ in range(args.workers)]
    results = multiprocessing.Queue()
    began = time.monotonic()
    ends = began + args.seconds
    workers = [multiprocessing.Process(target=work, args=(index, port, args.seed, ends, gates, results), daemon=True)
               for index in range(args.workers)]
    for worker in workers:
        worker.start()
    samples = watch(process.pid, workers, ends)
    counts, broken = collections.Counter(), []
    for _ in workers:
        try:
            one, trouble = results.get(timeout=5)
        except Exception:
            trouble, one = "a worker hangs", {}
        counts.update(one)
        broken += [trouble] if trouble else []
    text, trouble = memory(samples, began, args.seconds)
    print(text)
    print(", ".join("%d %s" % (count, name) for name, count in sorted(counts.items())))
    print("%d checked replies a second" % (counts["replies"] / args.seconds))
    broken += trouble
    if process.poll() is not None:
        broken.append("the server ended with %d" % process.returncode)
    elif not broken:
        broken += last_words(port, process, counts["keys"])
    return broken


def main():
    parser = argparse.ArgumentParser(usage=__doc__)
    parser.add_argument("--seconds", type=float, default=5)
    parser.add_argument("--seed", type=int, default=int(time.time()) % 100000)
    parser.add_argument("--workers", type=int, default=3)
    parser.add_argument("command", nargs="+")
    args = parser.parse_args()
    print("soak: seed %d, %d workers, %g s" % (args.seed, args.workers, args.seconds), flush=True)
    process, port = start(args.command)
    try:
        broken = run(args, process, port)
    finally:
        if process.poll() is None:
            process.kill()
        process.wait()
    for one in broken:
        print("broken (seed %d): %s" % (args.seed, one))
    print("%d passed, %d failed" % (not broken, bool(broken)))
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
