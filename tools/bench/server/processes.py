"""Servers as processes of their own, which end with the block that starts them."""

import http.client
import os
import signal
import socket
import subprocess
import time
from pathlib import Path


class Server:
    """A process that answers HTTP; `ready` is the milliseconds from its start to its first answer."""

    def start(self, command: list[str], port: int, folder: Path) -> None:
        self.port = port
        started = time.perf_counter()
        self.process = subprocess.Popen(
            command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            start_new_session=True,
            env=os.environ | {"MLFLOW_DISABLE_TELEMETRY": "true"})
        while time.perf_counter() - started < 120:
            if self.process.poll() is not None:
                raise SystemExit(f"tools/bench server: {command[0]} ended with {self.process.returncode}")
            try:
                connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
                connection.request("GET", "/health")
                if connection.getresponse().read() == b"OK":
                    self.ready = 1e3 * (time.perf_counter() - started)
                    return
            except OSError:
                time.sleep(0.001)
        raise SystemExit(f"tools/bench server: {command[0]} does not answer")

    def megabytes(self) -> float:
        """Memory in use, of the process and of those it started (shared pages once for each)."""
        total = 0
        for status in Path("/proc").glob("[0-9]*/status"):
            try:
                fields = dict(line.split(":", 1) for line in status.read_text().splitlines())
                if os.getpgid(int(fields["Pid"])) == self.process.pid:
                    total += int(fields.get("VmRSS", "0 kB").split()[0])
            except (OSError, ProcessLookupError):
                continue
        return total / 1024

    def seconds(self) -> float:
        """Of the processor's time the process has used."""
        fields = Path(f"/proc/{self.process.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def descriptors(self) -> int:
        """Files and connections that the process has open."""
        return len(os.listdir(f"/proc/{self.process.pid}/fd"))

    def __enter__(self):
        return self

    def __exit__(self, *_) -> None:
        os.killpg(self.process.pid, signal.SIGTERM)
        try:
            self.process.wait(timeout=20)
        except subprocess.TimeoutExpired:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()


class Convoy(Server):
    def __init__(self, convoy: Path, store: Path) -> None:
        port = free_port()
        self.start([str(convoy), "serve", "--port", str(port), "--db", str(store)], port, store.parent)


class MLflow(Server):
    def __init__(self, python: str, database: Path) -> None:
        port = free_port()
        self.start(
            [python, "-m", "mlflow", "server", "--host", "127.0.0.1", "--port", str(port),
             "--backend-store-uri", f"sqlite:///{database}",
             "--artifacts-destination", str(database.parent / "artifacts")],
            port, database.parent)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
