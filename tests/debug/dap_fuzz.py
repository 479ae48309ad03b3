#!/usr/bin/env python3
"""Damaged conversations with `luarig debug --dap`: it answers, or ends with a word, and never crashes.

    dap_fuzz.py PROGRAM [--rounds N] [--seed N]

Takes the requests of the *.dap files, in their order or another, and changes some: values of another type or size,
members gone or twice, bytes changed, messages cut. After each conversation the adapter must end by itself, with
status 0 (or 2 and words on standard error, if what it got was no message), and must have answered each request whose
seq was whole exactly once, in what is JSON.
"""

import argparse
import json
import os
import pathlib
import random
import shutil
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
SECONDS = 60

ODD = [None, True, -1, 0, 1, 2, 3, 7, 2**31, -2**63, 2**70, 1.5, 1e300, "", "x", "\u0000", "é" * 50, "../..", "a" * 5000,
       [], {}, [[]], [1, "x", None], {"x": {"y": []}}, "for", "x = ", "{", "}", "%s%n", "[", "key:", "local:", "local:1:x:"]


def requests_of(path):
    for line in path.read_text().splitlines():
        if line.startswith("→ "):
            yield json.loads(line[2:].replace("$DIR", "."))


def filled(value, rng):
    """Without the names of numbers that only the adapter knows: what it would often give."""
    if isinstance(value, dict):
        return {key: filled(one, rng) for key, one in value.items()}
    if isinstance(value, list):
        return [filled(one, rng) for one in value]
    if isinstance(value, str) and value.startswith(("$frame", "$ref", "$target")):
        return rng.randrange(1, 12)
    return value


def changed(value, rng):
    """One thing in a JSON value is another."""
    if rng.random() < 0.3 or not isinstance(value, (dict, list)) or not value:
        return rng.choice(ODD)
    copy = value.copy()
    key = rng.choice(list(copy)) if isinstance(copy, dict) else rng.randrange(len(copy))
    how = rng.random()
    if how < 0.15:
        del copy[key]
    elif how < 0.25 and isinstance(copy, list):
        copy.append(copy[key])
    else:
        copy[key] = changed(copy[key], rng)
    return copy


def damaged(data, rng):
    at = rng.randrange(len(data))
    how = rng.random()
    if how < 0.3:
        return data[:at]
    if how < 0.7:
        return data[:at] + bytes([rng.randrange(256)]) + data[at + 1:]
    return data[:at] + data[at:at + 1] * rng.randrange(2, 5) + data[at + 1:]


def framed(body):
    return b"Content-Length: %d\r\n\r\n" % len(body) + body


def conversation(files, rng):
    """The bytes of one, the numbers that have to be answered, and whether its frames are damaged."""
    requests = list(requests_of(rng.choice(files)))
    if rng.random() < 0.3:
        requests += list(requests_of(rng.choice(files)))
    if rng.random() < 0.2:
        rng.shuffle(requests)
    data, numbers, broken = b"", [], False
    for seq, request in enumerate(requests, 1):
        message = {"seq": seq, "type": "request", **filled(request, rng)}
        if request["command"] == "disconnect" and rng.random() < 0.7:
            continue
        if rng.random() < 0.3 and "arguments" in message:
            message["arguments"] = changed(message["arguments"], rng)
        if rng.random() < 0.1:
            message["seq"] += 1_000_000  # whatever it is read as, it is none of the whole ones
            body = damaged(json.dumps(message).encode(), rng)
        else:
            body = json.dumps(message).encode()
            numbers.append(seq)
        frame = framed(body)
        if rng.random() < 0.01:
            frame, broken = damaged(frame, rng), True
        data += frame
    if rng.random() < 0.1:
        data, broken = data[:rng.randrange(len(data) + 1)], True
    return data, numbers, broken


def messages(output):
    found = []
    while output:
        head, separator, rest = output.partition(b"\r\n\r\n")
        if not separator:
            raise ValueError(f"no header: {output[:80]!r}")
        size = int(head.split(b":")[1])
        if len(rest) < size:
            raise ValueError("a message is cut")
        found.append(json.loads(rest[:size]))
        output = rest[size:]
    return found


def problem_with(program, folder, data, numbers, broken):
    try:
        done = subprocess.run([program, "debug", "--dap"], cwd=folder, input=data, capture_output=True, timeout=SECONDS)
    except subprocess.TimeoutExpired:
        return "it does not end"
    if done.returncode not in (0, 2):
        return f"status {done.returncode}: {done.stderr.decode(errors='replace')}"
    if done.returncode == 2 and not done.stderr:
        return "status 2 without a word"
    if done.returncode == 2 and not broken:
        return f"status 2, though all frames are whole: {done.stderr.decode(errors='replace')}"
    try:
        came = messages(done.stdout)
    except ValueError as error:
        return f"its output: {error}"
    if [message["seq"] for message in came] != list(range(1, len(came) + 1)):
        return "its messages are not numbered 1, 2, ..."
    answered = [message["request_seq"] for message in came if message["type"] == "response"]
    left = next((m["request_seq"] for m in came if m.get("command") == "disconnect" and m.get("success")), None)
    for number in numbers if not broken else []:
        count = answered.count(number)
        if count > 1:
            return f"request {number} was answered {count} times"
        if count == 0 and left is None:
            return f"request {number} was not answered"
    return ""


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("program")
    parser.add_argument("--rounds", type=int, default=150)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    program = os.path.abspath(options.program)
    files = sorted(HERE.glob("*.dap"))
    for round_number in range(options.rounds):
        rng = random.Random(f"{options.seed} {round_number}")
        data, numbers, broken = conversation(files, rng)
        with tempfile.TemporaryDirectory(prefix="luarig-dap-") as folder:
            shutil.copytree(HERE / "samples", folder, dirs_exist_ok=True)
            problem = problem_with(program, folder, data, numbers, broken)
        if problem:
            print(f"round {round_number} of seed {options.seed}: {problem}")
            return 1
    print(f"{options.rounds} damaged conversations")
    return 0


if __name__ == "__main__":
    sys.exit(main())
