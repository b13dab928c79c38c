"""bin/ci: every lint, one line each, then bin/test. All run, whatever failed before; the exit code tells."""

import argparse
import os
import re
import subprocess
import sys
import time
from pathlib import Path

from . import environment, stop, throwaway, translations
from .configuration import inherited
from .places import ROOT, VENV
from .steps import step
from .trouble import told_in_one_line

TOOLS = VENV / "bin"
# What a real installation sets; a check that passes only with the demo's settings says nothing.
PRODUCTION = {
    "SECRET_KEY": "k3Y-" + "qW8zR2tY6uI0pA4sD7fG1hJ5kL9xC3vB-nM_" * 2,
    "DEBUG": "0",
    "DEMO": "0",
    "SITE_URL": "https://sila.example",
    "ALLOWED_HOSTS": "sila.example",
}
LINTS = {
    "ruff check": ["ruff", "check", "--quiet", "--output-format=concise", "."],
    "ruff format": ["ruff", "format", "--check", "--quiet", "."],
    "djlint": ["djlint", "--lint", "--quiet", "templates"],
    "import-linter": ["lint-imports"],
    "mypy": ["mypy"],
    "bandit": ["bandit", "--quiet", "-r", "--severity-level=medium", "-c", "pyproject.toml", "."],
    "migrations": ["python", "manage.py", "makemigrations", "--check", "--dry-run"],
    "deploy check": ["python", "manage.py", "check", "--deploy", "--fail-level", "INFO"],
}
LONGEST = 100
CLOSING_LINE = re.compile(r"=* ?(no tests ran|[0-9]+ [a-z]+.*) in [0-9.]+s.*")


def main(argv: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="bin/ci", description="Lint and all tests.")
    parser.add_argument("--full", action="store_true", help="the long nets whole")
    options = parser.parse_args(argv)
    return told_in_one_line(lambda: ci(full=options.full))


def ci(*, full: bool) -> int:
    stop.listen()
    environment.prepare("test")
    translations.compile_changed()
    failed = lint()
    code, closing = test(full=full)
    failed += ["tests"] if code else []
    for name in failed:
        print(f"failed: {name}", flush=True)
    if failed and closing:
        # Whoever reads only the end sees the count of tests there.
        print(closing)
    return code or int(bool(failed))


def lint() -> list[str]:
    """Run all; the names of those that failed."""
    services = throwaway.Throwaway(1)
    try:
        with step("services"):
            addresses = services.start()[0]
        env = throwaway.environment_of(services.folder, addresses, database=throwaway.TEMPLATE) | PRODUCTION
        env["PATH"] = f"{TOOLS}{os.pathsep}{env.get('PATH', os.defpath)}"
        return [name for name, argv in LINTS.items() if not _passes(name, argv, env)]
    finally:
        services.stop()


def _passes(name: str, argv: list[str], env: dict[str, str]) -> bool:
    began = time.monotonic()
    print(f"{name:<16}", end="", flush=True)
    argv = [str(TOOLS / argv[0]), *argv[1:]]
    done = subprocess.run(
        argv, env=env, cwd=ROOT, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    )
    seconds = f"{time.monotonic() - began:6.1f} s"
    print(seconds if done.returncode == 0 else f"{seconds}  FAILED\n{_shortened(done.stdout)}", flush=True)
    return done.returncode == 0


def _shortened(said: str) -> str:
    lines = said.rstrip().splitlines()
    more = [f"... and {len(lines) - LONGEST} lines more"] if len(lines) > LONGEST else []
    return "\n".join(lines[:LONGEST] + more)


def test(*, full: bool) -> tuple[int, str]:
    """bin/test, shown as it comes; its exit code and pytest's closing line."""
    env = inherited() | ({"SILA_FULL": "1"} if full else {})
    closing = ""
    argv = [sys.executable, str(Path(ROOT, "bin", "test"))]
    argv += ["--color=yes"] if sys.stdout.isatty() else []
    with subprocess.Popen(argv, env=env, cwd=ROOT, text=True, stdout=subprocess.PIPE) as running:
        for line in running.stdout:
            print(line, end="", flush=True)
            plain = re.sub(r"\x1b\[[0-9;]*m", "", line).strip()
            closing = plain if CLOSING_LINE.fullmatch(plain) else closing
    return running.returncode, closing
