#!/usr/bin/env python3
"""Types at the debugger's prompt on a terminal: editing, history, Tab, colours and Ctrl-C.

    terminal.py PROGRAM
"""

import os
import pathlib
import pty
import re
import select
import signal
import sys
import tempfile
import termios
import time

SECONDS = 90
PROMPT = "(luarig) "
UP = "\x1b[A"
CTRL_C = "\x03"
CTRL_D = "\x04"
SCRIPT = """local user = {name = 'ada', naive = true}
local n = 0
while redis do
  n = n + 1
end
return n
"""


class Talk:
    """A program on a terminal of its own."""

    def __init__(self, program, folder, **variables):
        self.shown = ""
        self.pid, self.terminal = pty.fork()
        if self.pid == 0:
            os.chdir(folder)
            env = {"PATH": "/usr/bin:/bin", "HOME": folder, "TERM": "xterm", "LC_ALL": "C.UTF-8", **variables}
            env["ASAN_OPTIONS"] = "detect_leaks=0"  # libedit keeps copies of lines that it has completed
            os.execve(program, [program, "debug", "eval", "loop.lua", "--fixture", "one.json"], env)

    def type(self, text):
        """Types at a prompt: not before the editor has the terminal, which until then edits lines itself."""
        end = time.monotonic() + SECONDS
        while termios.tcgetattr(self.terminal)[3] & termios.ICANON:
            check(time.monotonic() < end, "no editor takes the terminal over")
            time.sleep(0.01)
        os.write(self.terminal, text.encode())

    def interrupt(self):
        """Ctrl-C while code runs."""
        os.write(self.terminal, CTRL_C.encode())

    def wait(self, text):
        """What is shown up to `text`, which has to come; it counts once."""
        end = time.monotonic() + SECONDS
        while text not in self.shown:
            ready, _, _ = select.select([self.terminal], [], [], max(0, end - time.monotonic()))
            if not ready:
                raise AssertionError(f"{text!r} does not come; this has:\n{self.shown}")
            try:
                self.shown += os.read(self.terminal, 4096).decode(errors="backslashreplace")
            except OSError:
                raise AssertionError(f"it ended before {text!r}:\n{self.shown}") from None
        before, _, self.shown = self.shown.partition(text)
        return before

    def line(self, text):
        """Types a line at a prompt and returns what it shows, up to the next prompt."""
        self.type(text + "\n")
        self.wait("\n")
        return self.wait(PROMPT)

    def status(self):
        """How the program ends; it has to."""
        end = time.monotonic() + SECONDS
        while time.monotonic() < end:
            ready, _, _ = select.select([self.terminal], [], [], 0.05)
            if ready:
                try:
                    self.shown += os.read(self.terminal, 4096).decode(errors="backslashreplace")
                except OSError:
                    pass
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            if pid:
                os.close(self.terminal)
                return os.waitstatus_to_exitcode(status)
        os.kill(self.pid, signal.SIGKILL)
        raise AssertionError("it does not end")


def check(holds, what):
    if not holds:
        raise AssertionError(what)


def plain(text):
    return re.sub(r"\x1b\[[0-9;]*[A-Za-z]", "", text)


def completes(talk):
    """What Tab has made of a line shows in what the line does: an editor draws in its own ways."""
    talk.type("pri\t41 + 1\n")
    talk.wait("42")
    talk.wait(PROMPT)
    talk.type("p us\t\x7f.na\t")  # behind the only name Tab puts a blank; of two it shows both
    talk.wait("user.naive")
    talk.wait("user.name")
    talk.type("m\t\n")
    talk.wait('"ada"')
    talk.wait(PROMPT)
    talk.type("wat\tkey\t\n")
    talk.wait("Breakpoint 1: key key:1 is written")
    talk.wait(PROMPT)


def remembers(talk):
    talk.line("print 12 * 12")
    talk.type(UP + "\n")
    talk.wait("144")
    talk.wait(PROMPT)


def clears(talk):
    """Ctrl-C at the prompt takes the line away, and nothing else."""
    talk.type("quit")
    talk.wait("quit")
    talk.type(CTRL_C)
    talk.wait(PROMPT)
    check("145" in talk.line("print 144 + 1"), "the prompt is gone after Ctrl-C")


def pauses(talk):
    """Ctrl-C stops code that runs, and it can go on."""
    for _ in range(2):
        talk.type("continue\n")
        talk.wait("\n")
        time.sleep(0.2)
        talk.interrupt()
        talk.wait("stop reason = interrupted")
        talk.wait(PROMPT)
    count = re.search(r"\d+", talk.line("p n"))
    check(count and int(count[0]) > 0, "no count of rounds")


def cancels(talk):
    """Ctrl-C ends an evaluation that does not end."""
    talk.type("eval while true do end\n")
    talk.wait("\n")
    time.sleep(0.2)
    talk.interrupt()
    talk.wait("interrupted")
    talk.wait(PROMPT)


def main():
    program = str(pathlib.Path(sys.argv[1]).resolve())
    with tempfile.TemporaryDirectory() as folder:
        (pathlib.Path(folder) / "loop.lua").write_text(SCRIPT)
        (pathlib.Path(folder) / "one.json").write_text('{"keys": {"key:1": 1}}')
        talk = Talk(program, folder)
        start = talk.wait(PROMPT)
        check("\x1b[" in start, f"no colours on a terminal: {start!r}")
        check("* Stopped at loop.lua:1, stop reason = entry" in plain(start), start)
        talk.line("step")
        for part in (completes, remembers, clears, pauses, cancels):
            part(talk)
            print(f"{part.__name__}: yes")
        talk.type("quit\n")
        check(talk.status() == 2, "quit has another status than 2")

        talk = Talk(program, folder, NO_COLOR="1")
        start = talk.wait(PROMPT)
        check("\x1b[1" not in start, f"colours in spite of NO_COLOR: {start!r}")
        talk.type(UP * 3 + "\n")  # past quit and eval of the session before, to p n
        talk.wait("variable 'n'")
        talk.wait(PROMPT)
        talk.type(CTRL_D)
        talk.wait("The input has ended")
        check(talk.status() == 2, "Ctrl-D has another status than 2")
        print("history, NO_COLOR and Ctrl-D: yes")
    return 0


if __name__ == "__main__":
    sys.exit(main())
