"""Where things lie in the checkout and on the machine."""

import hashlib
import os
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
DATA = ROOT / ".data"
# The system's own state directory: a system user cannot enter a checkout that lies in a 0700 folder.
STATE = Path("/var/lib/sila")


def data_folder() -> Path:
    """Where the data lies unless --data says otherwise."""
    return Path(os.environ.get("DATA_DIR") or DATA)


def is_root() -> bool:
    return os.geteuid() == 0


def short_name(path: Path) -> str:
    return hashlib.sha256(str(path.resolve()).encode()).hexdigest()[:16]


def shown(path: Path) -> str:
    """The path as a person would type it from here."""
    try:
        return str(path.relative_to(Path.cwd()))
    except ValueError:
        return str(path)
