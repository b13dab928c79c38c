"""F1, F2, F7, F15: whoever falls while e-mail goes out, each message leaves once, or a person is asked."""

from collections import Counter

import pytest

from tests.faults.sila import FULL, wait_for

COUNT = 100 if FULL else 8
FALLS = 10 if FULL else 1
TICK = "messaging.tasks.send_due_mail"
QUEUE = """
insert into messaging_outgoingmail (workspace_id, number, message_id, to_address, to_name, subject, text, language,
    in_reply_to, "references", state, reason, answer, attempts, due_at, created_at)
select workspace.id, (select coalesce(max(number), 0) from messaging_outgoingmail) + step, %s || step || '@sila.test>',
    'noura@afaq.example', 'Noura', 'Letter ' || step, 'Dear Noura', 'en', '', '', 'queued', '', '', 0, now(), now()
from workspaces_workspace workspace, generate_series(1, %s) step where workspace.slug = 'noor'
"""


def queue(sila, mark):
    sila.sql(QUEUE, f"<{mark}-", COUNT)


def states(sila, mark) -> Counter[str]:
    rows = sila.sql("select state from messaging_outgoingmail where message_id like %s", f"<{mark}-%")
    return Counter(state for (state,) in rows)


def are_settled(sila, mark):
    now = states(sila, mark)
    return not now["queued"] and not now["sending"]


def let_leases_end(sila):
    sila.sql("update messaging_outgoingmail set due_at = now() where state = 'sending'")


@pytest.fixture
def worker(sila, server, monkeypatch):
    """On this mail server; the tests after it have their own again."""
    monkeypatch.setattr(sila, "env", {**sila.env, "EMAIL_URL": server.url, "MAIL_PER_HOUR": "100000"})
    return sila.start_worker()


def test_a_worker_killed_before_it_hands_over_loses_and_doubles_nothing(sila, server, worker):
    for fall in range(FALLS):
        mark = f"before{fall}"
        server.holds_greeting, greeted = True, server.greeted
        queue(sila, mark)
        sila.send_task(TICK)
        wait_for(lambda greeted=greeted: server.greeted > greeted)
        sila.kill("worker")
        server.holds_greeting = False
        let_leases_end(sila)
        with sila.broker() as broker:
            broker.flushall()
        worker.start()
        sila.start_beat()
        wait_for(lambda mark=mark: are_settled(sila, mark))
        sila.end("beat")
        assert states(sila, mark) == {"sent": COUNT}
    assert set(server.taken.values()) == {1}
    assert len(server.taken) == COUNT * FALLS


def test_a_worker_killed_after_it_handed_over_asks_a_person_and_sends_nothing_twice(sila, server, worker):
    for fall in range(FALLS):
        mark = f"after{fall}"
        server.holds_answer, before = True, sum(server.taken.values())
        queue(sila, mark)
        sila.send_task(TICK)
        wait_for(lambda before=before: sum(server.taken.values()) > before)
        sila.kill("worker")
        server.holds_answer = False
        let_leases_end(sila)
        worker.start()
        sila.start_beat()
        wait_for(lambda mark=mark: are_settled(sila, mark))
        sila.end("beat")
        assert states(sila, mark) == {"sent": COUNT - 1, "uncertain": 1}
    assert set(server.taken.values()) == {1}
    assert len(server.taken) == COUNT * FALLS
