"""A peer's process as seen from here: a request is a line of JSON on its stdin, the answer a line of
JSON on its stdout (peers/serving.py is the other end)."""

import json
import select
import subprocess
import tempfile
from collections.abc import Callable

# Compiling a network for one batch size takes PyTorch the longest, half a minute on a busy machine.
SECONDS_FOR_AN_ANSWER = 300


class ContestantError(Exception):
    """Why a contestant gave no measurement, in a line."""


class Worker:
    """Started by the first measurement, and again by the one after a failure."""

    def __init__(self, command: list[str], environment: dict[str, str], before: Callable[[], None]):
        """`before` is called in the new process before the command takes its place."""
        self.command = command
        self.environment = environment
        self.before = before
        self.process = None

    def measure(self, mode: str, batch: int, seconds: float) -> dict:
        if self.process is None:
            self.start()
        try:
            answer = self.ask({"mode": mode, "batch": batch, "seconds": seconds})
        except (OSError, ContestantError) as error:
            self.end(by_force=True)
            raise ContestantError(self.last_words() or str(error)) from error
        if "error" in answer:
            self.end(by_force=True)  # what it is left with is not known
            raise ContestantError(answer["error"])
        return answer

    def start(self) -> None:
        self.words = tempfile.TemporaryFile()  # a pipe that nobody reads would fill
        self.process = subprocess.Popen(
            self.command, env=self.environment, preexec_fn=self.before, text=True,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=self.words)

    def ask(self, request: dict) -> dict:
        self.process.stdin.write(json.dumps(request) + "\n")
        self.process.stdin.flush()
        limit = SECONDS_FOR_AN_ANSWER + request["seconds"]
        if not select.select([self.process.stdout], [], [], limit)[0]:
            raise ContestantError(f"no answer in {limit:.0f} s")
        line = self.process.stdout.readline()
        if not line:
            raise ContestantError(f"ended with {self.process.wait()}")
        return json.loads(line)

    def last_words(self) -> str:
        """The last line on its stderr: of a Python that failed, the exception."""
        self.words.seek(0)
        lines = self.words.read().decode(errors="replace").strip().splitlines()
        return lines[-1] if lines else ""

    def end(self, by_force: bool) -> None:
        if self.process is None:
            return
        if by_force:
            self.process.kill()
        self.process.communicate()  # closes its stdin, which ends it
        self.process = None

    def close(self) -> None:
        self.end(by_force=False)
