"""What a measurement must say about where it was made."""

import datetime
import os
import platform


def cpu_name() -> str:
    """The processor's name as the kernel reports it."""
    try:
        with open("/proc/cpuinfo", encoding="utf-8") as file:
            for line in file:
                if line.startswith("model name"):
                    return line.split(":", 1)[1].strip()
    except OSError:
        pass  # not Linux: the generic name below
    return platform.processor() or platform.machine()


def now() -> str:
    """UTC, ISO 8601."""
    return datetime.datetime.now(datetime.timezone.utc).isoformat(timespec="seconds")


def available_cores() -> int:
    """The cores this process may run on."""
    return len(os.sched_getaffinity(0))
