import pytest
from house.test import with_workers


@pytest.mark.parametrize(
    ("argv", "started", "workers"),
    [
        ([], ["-n", "2"], 2),
        (["-k", "name"], ["-n", "2", "-k", "name"], 2),
        (["tests/bin"], ["-n", "2", "tests/bin"], 2),
        (["pytest.ini"], ["-n", "0", "pytest.ini"], 0),
        (["pytest.ini::test_x"], ["-n", "0", "pytest.ini::test_x"], 0),
        (["-n", "3"], ["-n", "3"], 3),
        (["-n4"], ["-n4"], 4),
        (["--numprocesses=0"], ["--numprocesses=0"], 0),
        (["-p", "no:xdist"], ["-p", "no:xdist"], 0),
        (["--pdb", "tests"], ["--pdb", "tests"], 0),
    ],
)
def test_workers_are_counted_as_pytest_will_start_them(argv, started, workers):
    assert with_workers(argv) == (started, workers)
