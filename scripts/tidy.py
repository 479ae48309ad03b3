#!/usr/bin/env python3
"""clang-tidy on every source that git knows, many files at a time.

    tidy.py BUILD [--depth NODES] [--jobs N] [PATH ...]

Most of the time goes into headers, again for each file. So files with the same flags, but for -D, are put into one source that
includes them, where their names let them (see together.py). Where they clash nevertheless the source is cut in two, down to
single files. BUILD has compile_commands.json. Exit status 1 if there are findings.
"""
import argparse
import concurrent.futures
import json
import os
import pathlib
import shlex
import subprocess
import sys
import tempfile

from together import lots

ROOT = pathlib.Path(__file__).resolve().parent.parent
FOLDERS = ("engine/", "cli/", "tests/")
TOGETHER = 24
# Of files that are included on purpose.
NOT_TOGETHER = "--checks=-bugprone-suspicious-include"


def flags_of(build):
    """The compiler's flags, by file."""
    flags = {}
    for entry in json.loads((build / "compile_commands.json").read_text()):
        words = shlex.split(entry["command"])
        start = 2 if "ccache" in words[0] else 1
        flags.setdefault(entry["file"], tuple(words[start:words.index("-o")]))
    return flags


def batches(files, flags):
    """Files that can be one source, and the flags of it. What is only defined for some of them does no harm to others."""
    kinds = {}
    for file in files:
        words = flags.get(str(ROOT / file))
        if words is None:
            sys.exit(f"tidy.py: {file} is in no target: {file} has no flags in compile_commands.json")
        defines = [word for word in words if word.startswith("-D")]
        others = tuple(word for word in words if word not in defines)
        members, all_defines = kinds.setdefault((file.startswith("tests/"), others), ([], {}))
        members.append(file)
        all_defines.update(dict.fromkeys(defines))
    for (_, others), (members, all_defines) in kinds.items():
        for lot in lots(members, TOGETHER):
            yield lot, (*all_defines, *others)


def tidy(source, flags, depth, *more):
    extra = []
    if depth:
        extra += ["-Xclang", "-analyzer-config", "-Xclang", f"max-nodes={depth}"]
    done = subprocess.run(
        ["clang-tidy-14", "--quiet", *more, source, "--", *flags, *extra],
        cwd=ROOT, capture_output=True, text=True, check=False)
    return done.returncode == 0, done.stdout + "".join(
        line for line in done.stderr.splitlines(keepends=True) if "warnings generated" not in line)


def check(files, flags, depth, folder):
    """What clang-tidy finds in them; "" if nothing."""
    if len(files) == 1:
        fine, text = tidy(files[0], flags, depth)
        return "" if fine else text or f"clang-tidy fails on {files[0]}\n"
    # The name makes the analyzer look into what is included; the place decides about the .clang-tidy.
    source = folder / os.path.dirname(files[0]) / ("UnifiedSource-" + os.path.basename(files[0]))
    source.parent.mkdir(parents=True, exist_ok=True)
    source.write_text("".join(f'#include "{ROOT / file}"\n' for file in files))
    fine, _ = tidy(str(source), flags, depth, NOT_TOGETHER)
    if fine:
        return ""
    # A clash of names, or a finding: smaller parts tell.
    half = len(files) // 2
    return check(files[:half], flags, depth, folder) + check(files[half:], flags, depth, folder)


def copy_configurations(folder):
    for name in subprocess.run(["git", "ls-files", "--", ".clang-tidy", "*/.clang-tidy"],
                               cwd=ROOT, capture_output=True, text=True, check=True).stdout.split():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes((ROOT / name).read_bytes())


def main():
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("build", type=pathlib.Path)
    options.add_argument("--depth", type=int, default=0, help="nodes after which the analyzer gives up on a function")
    options.add_argument("--jobs", type=int, default=os.cpu_count())
    options.add_argument("paths", nargs="*", help="only these sources")
    given = options.parse_intermixed_args()
    os.chdir(ROOT)
    files = subprocess.run(["git", "ls-files", "--", *(given.paths or ["*.cc"])],
                           cwd=ROOT, capture_output=True, text=True, check=True).stdout.split()
    files = [file for file in files if file.startswith(FOLDERS) and file.endswith(".cc")]
    flags = flags_of(ROOT / given.build)
    found = False
    with tempfile.TemporaryDirectory() as folder, \
            concurrent.futures.ThreadPoolExecutor(given.jobs) as pool:
        copy_configurations(pathlib.Path(folder))
        waiting = [pool.submit(check, some, known, given.depth, pathlib.Path(folder))
                   for some, known in batches(files, flags)]
        for done in concurrent.futures.as_completed(waiting):
            if done.result():
                found = True
                print(done.result(), end="", flush=True)
    print(f"{len(files)} files: {'findings' if found else 'nothing found'}")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
