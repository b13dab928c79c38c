"""F5: beat is killed, its schedule is spoilt, and two of them run at once."""

import time

from tests.faults.sila import FULL, wait_for

MAILS = 300 if FULL else 20
DUE_SECONDS = 120


def test_two_beats_do_nothing_twice_and_a_killed_one_skips_nothing(sila):
    sila.start_worker()
    first = sila.start_beat()
    second = sila.start_beat()
    second.name = "second beat"
    sila.services.children |= {"beat": first, "second beat": second}
    second.argv[-1] += "-of-another-machine"
    second.end(5)
    second.start()
    subjects = [f"Two beats {number}" for number in range(MAILS)]
    for subject in subjects[: MAILS // 2]:
        sila.post_mail(subject)
    wait_for(lambda: len(taken(sila)) >= MAILS // 4)
    sila.kill("beat")
    sila.kill("second beat")
    for schedule in (sila.data.path / "beat").iterdir():
        schedule.write_bytes(b"half a schedule")
    for subject in subjects[MAILS // 2 :]:
        sila.post_mail(subject)
    began = time.monotonic()
    sila.wait_for(lambda: len(taken(sila)) == MAILS, DUE_SECONDS)
    assert time.monotonic() - began < DUE_SECONDS
    assert taken(sila) == dict.fromkeys(subjects, 1)


def taken(sila):
    return {subject: times for subject, times in sila.mails().items() if subject.startswith("Two beats ")}
