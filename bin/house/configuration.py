"""What each process of Sila finds in its environment (CONTRACT: Configuration)."""

import os
from pathlib import Path

from .trouble import Trouble

# What the steps that migrate and seed may have, the web only the last of it, and the workers none.
OWNER_ONLY = ("MIGRATION_DATABASE_URL",)
WEB_ONLY = ("PLATFORM_DATABASE_URL",)
# Without bytecode that is kept, every start of a process compiles Django anew: four seconds of CPU instead of one.
NOT_OURS = ("PYTHONHOME", "PYTHONSTARTUP", "PYTHONDONTWRITEBYTECODE", "DJANGO_SETTINGS_MODULE")


def inherited() -> dict[str, str]:
    """The caller's environment without what would lead our processes elsewhere."""
    return {name: value for name, value in os.environ.items() if name not in NOT_OURS}


def given(name: str) -> str:
    return os.environ.get(name, "").strip()


def require_whole_database() -> None:
    """With a database of one's own all three roles must be given, or web and owner would be one."""
    missing = [name for name in (*OWNER_ONLY, *WEB_ONLY) if given("DATABASE_URL") and not given(name)]
    if missing:
        raise Trouble(
            f"DATABASE_URL is set, so {' and '.join(missing)} must be set too "
            "(bin/manage create_roles makes the roles); unset it to use the embedded database."
        )


def for_steps(
    data: Path, services: dict[str, str], site: str, *, demo: bool, secret_key: str
) -> dict[str, str]:
    """For migrations, demo data and bin/manage: everything. What the caller set himself goes first."""
    ours = {
        "SECRET_KEY": secret_key,
        "SITE_URL": site,
        "ALLOWED_HOSTS": "127.0.0.1,localhost",
        "EMAIL_URL": "smtp://127.0.0.1:1025",
    }
    ours = {name: given(name) or value for name, value in ours.items()}
    fixed = {"DATA_DIR": str(data), "DEMO": "1" if demo else "0", "DJANGO_SETTINGS_MODULE": "crm.settings"}
    return inherited() | ours | services | fixed


def for_web(steps: dict[str, str]) -> dict[str, str]:
    """The owner's role stays with the steps: what serves people cannot change tables."""
    return {name: value for name, value in steps.items() if name not in OWNER_ONLY}


def for_workers(steps: dict[str, str]) -> dict[str, str]:
    kept = {name: value for name, value in for_web(steps).items() if name not in WEB_ONLY}
    # SIGTERM asks for the soft shutdown: tasks get these seconds, then their messages go back to the queue.
    return kept | {"REMAP_SIGTERM": "SIGQUIT", "WORKER_SOFT_SHUTDOWN_SECONDS": "4"}
