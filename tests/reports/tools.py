"""What the readers of run.py share."""

import hashlib
import shutil
import subprocess

broken = []  # what the reader that runs has found wrong


class Missing(Exception):
    """A reader cannot run here, and what would help."""


def check(holds, promise):
    if not holds:
        broken.append(promise)


def need(program, package):
    if shutil.which(program) is None:
        raise Missing(f"{package} is not installed")


def run(command, seconds=60, **options):
    return subprocess.run([str(word) for word in command], capture_output=True, text=True, encoding="utf-8",
                          errors="backslashreplace", timeout=seconds, check=False, stdin=subprocess.DEVNULL, **options)


def node_folder(here, work):
    """A folder with the npm packages that the lock file pins, and the programs beside them."""
    need("node", "nodejs")
    need("npm", "npm")
    folder = work / "node"
    wanted = hashlib.sha256((here / "package-lock.json").read_bytes()).hexdigest()
    stamp = folder / "installed"
    if not stamp.exists() or stamp.read_text() != wanted:
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        for name in ("package.json", "package-lock.json"):
            shutil.copy(here / name, folder)
        done = run(["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"], cwd=folder, seconds=300)
        if done.returncode != 0:
            raise Missing("npm ci failed: " + done.stderr.strip()[:400])
        stamp.write_text(wanted)
    for program in here.glob("*.mjs"):
        shutil.copy(program, folder)
    return folder
