import pytest
from house.supervisor import MOST_DEATHS, Supervisor
from house.trouble import Trouble


class FakeChild:
    name = "worker"

    def __init__(self, log):
        self.log, self.starts, self.dead = log, 0, True
        self.process = self
        self.pid = 2**22 + 1  # above what the kernel hands out

    def exit_code(self):
        return 1 if self.dead else None

    def start(self):
        self.starts += 1


class FakeServices:
    def __init__(self, child):
        self.children = {child.name: child}

    def note(self):
        pass


@pytest.fixture
def watched(tmp_path):
    now, said = [0.0], []
    log = tmp_path / "worker.log"
    log.write_text("what went wrong\n")
    child = FakeChild(log)
    watcher = Supervisor(FakeServices(child), clock=lambda: now[0], say=lambda text, **_: said.append(text))
    return watcher, child, now, said


def test_a_child_that_dies_is_started_again_after_a_while(watched):
    watcher, child, now, said = watched
    watcher.look()
    assert child.starts == 0
    assert "worker ended (exit 1)" in said[0]
    assert "what went wrong" in said[0]
    now[0] = 0.6
    watcher.look()
    assert child.starts == 1


def test_a_child_that_keeps_dying_ends_the_run_with_one_line(watched):
    watcher, child, now, _ = watched

    def a_minute():
        for _ in range(200):
            now[0] += 0.3
            watcher.look()

    with pytest.raises(Trouble, match="worker ended 6 times within a minute"):
        a_minute()
    assert child.starts == MOST_DEATHS


def test_rare_deaths_are_forgiven(watched):
    watcher, child, now, _ = watched
    for _ in range(40):
        now[0] += 61
        watcher.look()
    assert child.starts == 20
