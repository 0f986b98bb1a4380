"""What a comparison needs before it starts: a Python with the peers, and a built convoy."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ["torch==2.13.0+cpu", "tensorflow-cpu==2.21.0", "keras==3.15.1", "jax==0.10.2",
            "numpy", "safetensors"]
INDEX = "https://download.pytorch.org/whl/cpu"


def run(*command: object) -> str:
    """The command's stdout; its stderr goes to ours."""
    words = [str(word) for word in command]
    result = subprocess.run(words, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    if result.returncode:
        raise SystemExit(f"tools/bench: `{' '.join(words)}` ended with {result.returncode}")
    return result.stdout


def build_convoy() -> Path:
    build = ["swift", "build", "-c", "release"]
    run(*build, "--product", "convoy")
    return Path(run(*build, "--show-bin-path").strip()) / "convoy"


def installed(python: str) -> dict[str, str]:
    """The versions of those of our packages that this Python has, and of what JAX compiles with."""
    script = ("import importlib.metadata, json; print(json.dumps("
              "[(d.metadata['Name'], d.version) for d in importlib.metadata.distributions()]))")
    found = {re.sub(r"[-_.]+", "-", name).lower(): version
             for name, version in json.loads(run(python, "-c", script))}
    names = [package.partition("==")[0] for package in PACKAGES] + ["jaxlib"]
    return {name: found[name] for name in names if name in found}


def peers_python() -> tuple[str, list[str]]:
    """A Python for the peers, $PYTHON or else .venv-peers, made when missing; and a line for each
    package that could not be installed in the latter."""
    if given := os.environ.get("PYTHON"):
        return given, []
    python = str(ROOT / ".venv-peers/bin/python")
    if not Path(python).exists():
        run(sys.executable, "-m", "venv", ROOT / ".venv-peers")
    versions = installed(python)
    problems = []
    for package in PACKAGES:
        name, _, pinned = package.partition("==")
        if name not in versions or pinned not in ("", versions[name]):
            problems += install(python, package)
    return python, problems


def install(python: str, package: str) -> list[str]:
    """Each package for itself, so that one that is not to be had leaves the others."""
    command = [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check",
               package]
    for extra in [[], ["--extra-index-url", INDEX]]:
        result = subprocess.run(command + extra, stderr=subprocess.PIPE, text=True)
        if result.returncode == 0:
            return []
    lines = result.stderr.strip().splitlines() or [f"pip ended with {result.returncode}"]
    return [f"{package} not installed: {lines[-1]}"]
