#!/usr/bin/env python3
"""The client that VS Code's adapters are tested with talks to `luarig debug --dap` and `--dap-port`.

    run.py PROGRAM [--work FOLDER]

Without node, npm or the registry this is skipped (status 77), unless CI is set: then it fails.
"""

import argparse
import hashlib
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
SKIPPED = 77
SECONDS = 120


class Missing(Exception):
    """It cannot run here, and why."""


def packages(folder):
    """A folder with the packages that the lock file pins, and the scenarios beside them."""
    if shutil.which("node") is None or shutil.which("npm") is None:
        raise Missing("nodejs or npm is not installed")
    wanted = hashlib.sha256((HERE / "package-lock.json").read_bytes()).hexdigest()
    stamp = folder / "installed"
    if not stamp.exists() or stamp.read_text() != wanted:
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        for name in ("package.json", "package-lock.json"):
            shutil.copy(HERE / name, folder)
        done = subprocess.run(["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"], cwd=folder,
                              capture_output=True, text=True, timeout=300, check=False)
        if done.returncode != 0:
            raise Missing("npm ci failed: " + done.stderr.strip()[:400])
        stamp.write_text(wanted)
    shutil.copy(HERE / "scenarios.mjs", folder)
    return folder


def scenarios(node, starter, samples, *port):
    done = subprocess.run(["node", "scenarios.mjs", starter, samples, *port], cwd=node, timeout=SECONDS, check=False)
    return done.returncode == 0


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("program")
    parser.add_argument("--work", type=pathlib.Path)
    args = parser.parse_args()
    program = os.path.abspath(args.program)
    with tempfile.TemporaryDirectory(prefix="luarig-dap-") as temporary:
        temporary = pathlib.Path(os.path.realpath(temporary))
        try:
            node = packages((args.work or temporary).resolve() / "node")
        except Missing as missing:
            print(f"skipped: {missing}")
            return 1 if os.environ.get("CI") else SKIPPED
        shutil.copytree(HERE.parent / "samples", temporary / "samples")
        starter = temporary / "adapter"
        starter.write_text(f"exec '{program}' debug --dap\n")
        print("on standard streams", flush=True)
        passed = scenarios(node, str(starter), str(temporary / "samples"))

        server = subprocess.Popen([program, "debug", "--dap-port", "auto"], stdout=subprocess.PIPE, text=True)
        try:
            port = server.stdout.readline().split()[-1]
            print("on a port, one client after the other", flush=True)
            passed = scenarios(node, "none", str(temporary / "samples"), port) and passed
        finally:
            server.terminate()
            server.wait()
    return 0 if passed else 1


if __name__ == "__main__":
    sys.exit(main())
