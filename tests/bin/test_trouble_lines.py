"""What goes wrong outside is told in one line with exit code 2 and no traceback."""

import fcntl
import os
import socket
import subprocess
import sys

import pytest
from house.data_folder import DataFolder
from house.trouble import Trouble

from .conftest import ROOT


def run(*arguments):
    argv = [sys.executable, str(ROOT / "bin" / "run"), *map(str, arguments)]
    env = {"PATH": os.environ["PATH"], "HOME": os.environ.get("HOME", "/")}
    done = subprocess.run(argv, env=env, capture_output=True, text=True, timeout=60)
    lines = done.stderr.splitlines()
    assert len(lines) == 1, done.stderr
    assert lines[0].startswith("sila: ")
    assert done.returncode == 2
    return lines[0]


def test_a_taken_port(tmp_path):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        assert f"choose another: bin/run --port {port + 1}" in run(
            "--port", port, "--data", tmp_path / "data"
        )


def test_a_folder_that_holds_other_things(tmp_path):
    (tmp_path / "report.doc").touch()
    assert "not a data folder of Sila (it holds report.doc)" in run("--data", tmp_path)


def test_a_file_for_a_folder(tmp_path):
    (tmp_path / "file").touch()
    assert "is a file, not a folder" in run("--data", tmp_path / "file")


def test_a_damaged_mark(tmp_path):
    (tmp_path / "sila.json").write_text("{")
    assert "is damaged; put back a copy of it" in run("--data", tmp_path)


def test_a_data_folder_in_use(tmp_path):
    data = DataFolder(tmp_path / "data").open()
    with open(data.path / "lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        assert "is in use by bin/run" in run("--data", data.path)


def test_lost_secrets_of_a_database_that_is_there(tmp_path):
    data = DataFolder(tmp_path / "data").open()
    data.secrets()
    (data.path / "postgres").mkdir()
    (data.path / "secrets.json").unlink()
    with pytest.raises(
        Trouble, match=r"secrets.json is missing, and without it the database cannot be opened"
    ):
        data.secrets()


def test_secrets_are_made_once_and_private(tmp_path):
    data = DataFolder(tmp_path / "data").open()
    assert data.secrets() == data.secrets()
    assert (data.path / "secrets.json").stat().st_mode & 0o777 == 0o600
    assert data.path.stat().st_mode & 0o777 == 0o700


def test_an_old_python():
    code = "import sys; sys.version_info = (3, 9, 1); sys.path.insert(0, 'bin'); import house"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 2
    assert done.stderr.startswith("sila: Python 3.11 or newer is needed, this is 3.9 (")
    assert len(done.stderr.splitlines()) == 1
