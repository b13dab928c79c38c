"""The virtual environment in .venv, made and filled when its stamp does not match."""

import fcntl
import hashlib
import os
import platform
import shutil
import sys
from contextlib import contextmanager
from pathlib import Path

from . import registry
from .places import PYTHON, ROOT, VENV
from .processes import Child, last_line
from .steps import step
from .trouble import Trouble

UV_PIN = Path(__file__).with_name("uv.txt")
LOG = VENV / "install.log"
NEEDS = {"run": ROOT / "requirements.txt", "test": ROOT / "requirements-dev.txt"}


def prepare(purpose: str = "run") -> None:
    """Make sure that .venv has what is needed to run, or to test (which is more)."""
    if is_ready(purpose):
        return
    with step("environment"), _alone():
        if not is_ready(purpose):
            if not _fits():
                _make()
            _install(NEEDS[purpose])
            for kind in ("run", purpose):
                _stamp(kind).write_text(_wanted(kind))


def is_ready(purpose: str) -> bool:
    """The tests' requirements hold all that running needs, so either stamp is good for running."""
    return _fits() and _is_stamped(purpose)


def _is_stamped(purpose: str) -> bool:
    try:
        return _stamp(purpose).read_text() == _wanted(purpose)
    except OSError:
        return False


def _stamp(purpose: str) -> Path:
    return VENV / f"installed-for-{purpose}"


def _wanted(purpose: str) -> str:
    return hashlib.sha256(NEEDS[purpose].read_bytes() + UV_PIN.read_bytes()).hexdigest()


def _interpreter() -> str:
    # A moved checkout breaks the scripts of its environment, so its path counts too.
    return "\n".join([sys.version, platform.machine(), sys.base_prefix, str(VENV)])


def _fits() -> bool:
    """Whether the environment was made by this interpreter, here, and still starts."""
    try:
        return (VENV / "interpreter").read_text() == _interpreter() and PYTHON.exists()
    except OSError:
        return False


@contextmanager
def _alone():
    """One installation at a time; the lock is the checkout's folder itself, so it leaves no file."""
    descriptor = os.open(ROOT, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def _make() -> None:
    shutil.rmtree(VENV, ignore_errors=True)
    VENV.mkdir()
    base = getattr(sys, "_base_executable", None) or sys.executable
    env = registry.environment()
    if _runs([base, "-m", "venv", str(VENV)], env):
        shutil.rmtree(VENV, ignore_errors=True)
        VENV.mkdir()
        if _runs([base, "-m", "venv", "--without-pip", str(VENV)], env):
            raise Trouble(f"Python has no venv module ({last_line(LOG)}); install the package python3-venv.")
        _bring_pip(base, env)
    (VENV / "interpreter").write_text(_interpreter())


def _bring_pip(base: str, env: dict[str, str]) -> None:
    """Where ensurepip is missing (Debian takes it out): the system's pip, its wheel, uv, its package."""
    wheels = sorted(Path("/usr/share/python-wheels").glob("pip-*.whl"))
    ways = [[base, "-m", "pip", "--python", str(PYTHON), "install", "pip"]]
    ways += [[str(PYTHON), f"{wheels[-1]}/pip", "install", "--no-index", str(wheels[-1])]] if wheels else []
    if uv := shutil.which("uv"):
        ways.append([uv, "pip", "install", "--python", str(PYTHON), "pip"])
    if os.geteuid() == 0 and shutil.which("apt-get"):
        version = f"python{sys.version_info[0]}.{sys.version_info[1]}-venv"
        ways.append(["sh", "-c", f"apt-get update && apt-get install -y {version} && {base} -m venv {VENV}"])
    for way in ways:
        if _runs(way, env) == 0 and _runs([str(PYTHON), "-m", "pip", "--version"], env) == 0:
            return
    raise Trouble("Python has neither ensurepip nor pip; install the package python3-venv (or python3-pip).")


def _install(requirements: Path) -> None:
    """uv takes seconds where pip takes a minute; pip knows every configuration, so it is the fallback."""
    env = registry.environment()
    pip = [str(PYTHON), "-m", "pip", "--disable-pip-version-check", "--no-input", "--retries", "2", "install"]
    wanted = ["--require-hashes", "-r", str(requirements)]
    has_uv = _runs([*pip, "--require-hashes", "-r", str(UV_PIN)], env) == 0
    if has_uv:
        uv_env = env | registry.for_uv(PYTHON)
        if _runs([str(VENV / "bin" / "uv"), "pip", "install", "--python", str(PYTHON), *wanted], uv_env) == 0:
            return
    if _runs([*pip, *wanted], env):
        raise Trouble(
            f"the requirements could not be installed: {last_line(LOG, 'ERROR')} (all of it: {LOG}). "
            "Check that pip reaches its package registry, and start again."
        )


def _runs(argv: list[str], env: dict[str, str]) -> int:
    return Child("install", argv, env, LOG).start().finish(900)
