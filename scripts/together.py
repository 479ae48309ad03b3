#!/usr/bin/env python3
"""Which sources can be compiled as one: those whose names do not clash.

    together.py SIZE SOURCE ...       a line with up to SIZE of them for each lot

Most of the time goes into headers, again for each source; what is compiled as one reads them once. It looks at names only:
two sources stay apart if one defines for itself what the other defines as well, what the other has from a header (the types
of all that it includes, since headers name them), or of constants and variables what the other may have inside a function.
"""
import collections
import functools
import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
# What a line at the margin defines: a type, a function, a constant.
DEFINITION = re.compile(r"(?:(?:struct|class|enum class) (\w+)|using (\w+) =|\w[\w:<>,*& ]*?[ *&](\w+)(?:\(|\[| =(?: |$)|;|\{))")
DECLARATION = re.compile(r"[ *&](\w+)(?:\(|\[| =(?: |$)|;|\{| \{| : )", re.M)
NO_DEFINITION = ("namespace ", "using enum ", "using namespace ")

INCLUDE = re.compile(r'^#include "(.+)"', re.M)
TYPE = re.compile(r"^(?:struct|class|enum class|using) (?:\[\[\w+\]\] )?(\w+)(?: [={:]| final|$)", re.M)
ENUM = re.compile(r"enum class (\w+)[^{;]*\{([^}]*)\}")
USED_ENUM = re.compile(r"^using enum (\w+);", re.M)

Names = collections.namedtuple("Names", "own exposed all used")


@functools.cache
def headers():
    """The text of all."""
    return [path.read_text() for folder in ("engine", "cli", "tests") for path in (ROOT / folder).rglob("*.h")]


@functools.cache
def declared():
    return {name for text in headers() for name in DECLARATION.findall(text)}


@functools.cache
def enums():
    """What stands in each: its words, for there are no others that matter."""
    return {name: set(re.findall(r"\w+", body)) for text in headers() for name, body in ENUM.findall(text)}


@functools.cache
def headers_of(path):
    """What it includes of ours, and what that includes."""
    direct = {ROOT / name for name in INCLUDE.findall(path.read_text()) if (ROOT / name).exists()}
    return direct.union(*map(headers_of, direct))


@functools.cache
def types_in(header):
    return set(TYPE.findall(header.read_text()))


def names_in(path):
    """What it defines for itself, what of that could be meant elsewhere, all that it defines, and all that it names."""
    text = path.read_text()
    own, every = set(), set()
    anonymous = path.relative_to(ROOT).parts[0] == "tests"
    for line in text.splitlines():
        if line in ("namespace {", "}  // namespace"):
            anonymous = line == "namespace {"
        elif not line.startswith(NO_DEFINITION) and (match := DEFINITION.match(line)):
            every.add(match[match.lastindex])
            if anonymous or line.startswith(("static ", "constexpr ", "using ")):
                own.add(match[match.lastindex])
    exposed = {name for name in own if name[0].islower() or name in declared()}
    used = set(re.findall(r"\w+", text)).union(*map(types_in, headers_of(path)))
    used.update(*(enums().get(name, ()) for name in USED_ENUM.findall(text)))
    return Names(own, exposed, every, used)


def clash(one, other):
    return bool(one.own & other.all or one.exposed & other.used)


class Lot:
    """Sources that can be one, in their order."""

    def __init__(self):
        self.sources = []
        self.names = Names(set(), set(), set(), set())

    def takes(self, names):
        return not clash(self.names, names) and not clash(names, self.names)

    def add(self, source, names):
        self.sources.append(source)
        for mine, more in zip(self.names, names):
            mine |= more


def lots(sources, size):
    """Lots of at most that many: each source goes to the first that takes it."""
    found = []
    for source in sources:
        names = names_in(pathlib.Path(source).resolve())
        lot = next((lot for lot in found if len(lot.sources) < size and lot.takes(names)), None)
        if lot is None:
            found.append(lot := Lot())
        lot.add(source, names)
    return [lot.sources for lot in found]


if __name__ == "__main__":
    for members in lots(sys.argv[2:], int(sys.argv[1])):
        print(*members)
