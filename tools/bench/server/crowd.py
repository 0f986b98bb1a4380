"""Thousands of connections on which nothing happens, and as many that stop in the middle of a request."""

import http.client
import resource
import selectors
import socket
import time

from . import load
from .processes import Convoy

# A client's address has some 28,000 ports; these share them out.
CLIENTS_PER_ADDRESS = 2_500
# The server closes what says nothing for a minute.
LIMIT = 60
HALF = b"GET /health HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Half"


def figures(server: Convoy, connections: int, requests: int) -> dict[str, float]:
    """All figures by their names."""
    connections = min(connections, raised_limit() - 200)
    client = load.Client(server)
    alone = load.log_metric(client, requests)
    before, files = server.megabytes(), server.descriptors()
    started = time.perf_counter()
    idle = [opened(server, index) for index in range(connections)]
    held = wait(lambda: server.descriptors() - files, connections, 30)
    opening = time.perf_counter() - started
    found = {
        "connections held": held, "to open them, s": opening,
        "memory with none, MB": before, "memory with all, MB": server.megabytes(),
        "log-metric p50 with none, ms": alone["log-metric p50, ms"],
        "log-metric p99 with none, ms": alone["log-metric p99, ms"],
    }
    during = load.log_metric(client, requests)
    found |= {"log-metric p50 with all, ms": during["log-metric p50, ms"],
              "log-metric p99 with all, ms": during["log-metric p99, ms"],
              "answered on a new connection with all": answered(server)}
    for connection in idle:
        connection.close()
    found["left after they closed"] = wait(lambda: server.descriptors() - files, 0, 20)

    started = time.perf_counter()
    halves = [opened(server, index) for index in range(connections)]
    for connection in halves:
        connection.sendall(HALF)
    during = load.log_metric(load.Client(server), requests)
    closed = count_closed(halves, LIMIT + 30)
    return found | {
        "log-metric p50 with half requests, ms": during["log-metric p50, ms"],
        "half requests cut": closed, "until the last was, s": time.perf_counter() - started,
        "answered afterwards": answered(server), "memory afterwards, MB": server.megabytes()}


def targets(connections: int) -> dict[str, tuple[str, float]]:
    """What of these figures is promised."""
    connections = min(connections, raised_limit() - 200)
    return {"connections held": (">", connections - 1), "half requests cut": (">", connections - 1),
            "answered on a new connection with all": (">", 0), "answered afterwards": (">", 0),
            "until the last was, s": ("<", LIMIT + 20)}


def raised_limit() -> int:
    """How many files this process may have open, after it has asked for as many as it gets."""
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = 65_536 if hard == resource.RLIM_INFINITY else hard
    resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
    return wanted


def opened(server: Convoy, index: int) -> socket.socket:
    connection = socket.socket()
    connection.settimeout(20)
    connection.bind((f"127.0.0.{2 + index // CLIENTS_PER_ADDRESS}", 0))
    connection.connect(("127.0.0.1", server.port))
    return connection


def answered(server: Convoy) -> int:
    """1 if a new connection is answered within a second."""
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=1)
    try:
        connection.request("GET", "/health")
        return int(connection.getresponse().read() == b"OK")
    except OSError:
        return 0
    finally:
        connection.close()


def wait(count, wanted: int, seconds: float) -> int:
    """The wanted count, or what it is when the time is up."""
    end = time.monotonic() + seconds
    while (found := count()) != wanted and time.monotonic() < end:
        time.sleep(0.02)
    return found


def count_closed(connections: list[socket.socket], seconds: float) -> int:
    """How many of these connections the server closes in that time; closes all."""
    end = time.monotonic() + seconds
    closed = 0
    with selectors.DefaultSelector() as selector:
        for connection in connections:
            selector.register(connection, selectors.EVENT_READ)
        while closed < len(connections) and (left := end - time.monotonic()) > 0:
            for key, _ in selector.select(left):
                try:
                    over = not key.fileobj.recv(4096)
                except ConnectionError:
                    over = True
                if over:
                    selector.unregister(key.fileobj)
                    closed += 1
    for connection in connections:
        connection.close()
    return closed
