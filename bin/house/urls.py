"""Addresses of services in the form that the settings read."""

from pathlib import Path
from urllib.parse import quote


def postgres_url(role: str, password: str, socket_folder: Path, database: str) -> str:
    host = quote(str(socket_folder), safe="")
    return (
        f"postgres://{quote(role, safe='')}:{quote(password, safe='')}@{host}:5432/{quote(database, safe='')}"
    )


def redis_url(password: str, port: int) -> str:
    """TCP rather than a unix socket: Celery and redis-py spell the latter differently."""
    return f"redis://:{quote(password, safe='')}@127.0.0.1:{port}/0"


def smtp_url(port: int) -> str:
    return f"smtp://127.0.0.1:{port}"


def site_url(port: int) -> str:
    return f"http://127.0.0.1:{port}"
