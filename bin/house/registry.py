"""pip's configuration, as uv wants to hear it: uv reads no pip.conf, and both must ask the same registry."""

import os
import subprocess
from pathlib import Path

OF_UV = {
    "index-url": "UV_DEFAULT_INDEX",
    "extra-index-url": "UV_INDEX",
    "find-links": "UV_FIND_LINKS",
    "trusted-host": "UV_INSECURE_HOST",
    "cert": "SSL_CERT_FILE",
}
UV_OWN = ("UV_DEFAULT_INDEX", "UV_INDEX_URL", "UV_INDEX", "UV_CONFIG_FILE", "UV_NO_INDEX", "UV_OFFLINE")


def environment() -> dict[str, str]:
    """The caller's, without what would install elsewhere than into our environment."""
    dropped = ("PIP_TARGET", "PIP_PREFIX", "PIP_USER", "PIP_REQUIRE_VIRTUALENV", "PYTHONHOME", "PYTHONPATH")
    return {name: value for name, value in os.environ.items() if name not in dropped}


def for_uv(python: Path) -> dict[str, str]:
    """Variables for uv, from `pip config list`; none when the caller has told uv himself."""
    if any(os.environ.get(name) for name in UV_OWN):
        return {}
    listed = subprocess.run([python, "-m", "pip", "config", "list"], capture_output=True, text=True)
    return translated(listed.stdout)


def translated(listed: str) -> dict[str, str]:
    """Lines such as `global.index-url='https://...'`; what the environment says comes last and wins."""
    found = {}
    for line in listed.splitlines():
        key, _, value = line.partition("=")
        name = OF_UV.get(key.rpartition(".")[2])
        value = value.strip().strip("'\"").replace("\\n", " ")
        if name and value:
            found[name] = ",".join(value.split()) if name == "UV_FIND_LINKS" else " ".join(value.split())
    if "UV_INDEX" in found:
        # As pip: every index is asked. Hashes are required, so a stranger's file is refused.
        found["UV_INDEX_STRATEGY"] = "unsafe-best-match"
    return {
        name: value
        for name, value in found.items()
        if name != "SSL_CERT_FILE" or "SSL_CERT_FILE" not in os.environ
    }
