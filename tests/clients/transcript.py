"""What the Python clients of this folder share: steps that print themselves, one line each."""

import hashlib
import signal
import sys

SECONDS = 150
LONG = 300


def limit_time():
    """No program of this folder outlives its welcome, whatever the server does."""
    signal.signal(signal.SIGALRM, lambda *_: sys.exit("took longer than %d s" % SECONDS))
    signal.alarm(SECONDS)


def short(text):
    if len(text) <= LONG:
        return text
    return "%s... %d characters, sha1 %s" % (text[:40], len(text), hashlib.sha1(text.encode()).hexdigest()[:12])


def show(value):
    """The value as Python writes it; sets in order, what has no stable name by its kind."""
    if isinstance(value, (set, frozenset)):
        return "{" + ", ".join(sorted(show(one) for one in value)) + "}"
    if isinstance(value, dict):
        return "{" + ", ".join("%s: %s" % (show(k), show(v)) for k, v in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(show(one) for one in value) + "]"
    if isinstance(value, tuple):
        return "(" + ", ".join(show(one) for one in value) + ")"
    if isinstance(value, BaseException):
        return "%s: %s" % (type(value).__name__, value)
    if isinstance(value, (bytes, str)) and len(value) > LONG:
        data = value.encode() if isinstance(value, str) else value
        return "%d bytes, sha1 %s" % (len(data), hashlib.sha1(data).hexdigest()[:12])
    if value is None or isinstance(value, (bool, int, float, bytes, str)):
        return repr(value)
    return value.__name__ if isinstance(value, type) else type(value).__name__


def chapter(name):
    print("== " + name, flush=True)


def say(step, value):
    print(short("%s = %s" % (step, show(value))).replace("\n", "\\n"), flush=True)


def words(args, options):
    return ", ".join([show(one) for one in args] + ["%s=%s" % (name, show(one)) for name, one in options.items()])


def attempt(function, *args, **options):
    """What it returns, or the exception that it raised."""
    try:
        return function(*args, **options)
    except Exception as error:  # whatever the client makes of an answer is what is compared
        return error


def call(function, *args, then=lambda value: value, **options):
    """Calls, prints, and gives back. `then` makes of the value what both servers must agree on. What has no name
    that tells gets one in front: call("name", lambda: ...)."""
    if isinstance(function, str):
        name, function, args = function, args[0], args[1:]
    else:
        name = "%s(%s)" % (getattr(function, "__name__", type(function).__name__), words(args, options))
    value = attempt(function, *args, **options)
    say(short(name), value if isinstance(value, BaseException) else then(value))
    return value

