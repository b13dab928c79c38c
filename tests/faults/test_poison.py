"""F24: a task that kills its worker and a row that cannot be written are set aside; everything else flows."""

from tests.faults import imports
from tests.faults.sila import FULL, wait_for

ROWS = 2_000 if FULL else 60
MOST_TRIES = 3
LONG = 600 if FULL else 120  # after a refused batch its thousand rows go one by one


def test_a_job_that_kills_its_workers_is_set_aside_and_others_flow(sila):
    deadly = imports.start(sila, imports.bring(sila, "deadly", imports.file_of("Deadly", 3)))
    sila.sql("update timeline_job set kind = 'test.deadly', total = 3 where id = %s", deadly)
    healthy = imports.start(sila, imports.bring(sila, "healthy", imports.file_of("Healthy", ROWS)))
    sila.start_worker("--include", "tests.faults.poison")

    def is_over():
        imports.go_on(sila, deadly)
        return imports.state(sila, deadly) not in ("queued", "running")

    wait_for(lambda: imports.state(sila, healthy) == "done")
    wait_for(is_over, every=1)
    ((state, result, attempts),) = sila.sql(
        "select state, result, epoch from timeline_job where id = %s", deadly
    )
    assert (state, result["steps"]) == ("done", [1, 2, 3])
    assert "the worker ended" in result["set aside"]
    assert attempts >= MOST_TRIES
    assert sila.one("select count(*) from accounts_account where name_en like 'Healthy %%'") == ROWS


def test_a_task_that_kills_its_worker_does_not_come_back_for_ever(sila, tmp_path):
    worker = sila.start_worker("--include", "tests.faults.poison")
    sila.send_task("tests.faults.deadly", str(tmp_path))
    wait_for(lambda: list(tmp_path.iterdir()))
    for number in range(3):
        sila.post_mail(f"After the poison {number}")
        sila.send_task("workspaces.tasks.send_system_mail")
        wait_for(lambda number=number: sila.mails()[f"After the poison {number}"])
    assert len(list(tmp_path.iterdir())) <= MOST_TRIES
    assert worker.exit_code() is None


def test_a_row_that_the_database_refuses_is_listed_and_all_others_are_in(sila):
    sila.sql(
        "create or replace function refuse_poison() returns trigger language plpgsql as "
        "$$ begin raise exception 'poison'; end $$;"
        "create trigger poison before insert on accounts_account for each row "
        "when (new.name_en = 'Poisoned 7') execute function refuse_poison()"
    )
    try:
        job = imports.start(sila, imports.bring(sila, "poisoned", imports.file_of("Poisoned", ROWS)))
        sila.start_worker()
        wait_for(lambda: imports.state(sila, job) == "done", LONG)
    finally:
        sila.sql("drop trigger poison on accounts_account; drop function refuse_poison()")
    refused = sila.sql(
        "select row_number, reason from accounts_importrow where outcome = 'refused' and origin_id = "
        "(select id from accounts_import where job_id = %s)",
        job,
    )
    assert refused == [(9, "unexpected")]
    assert sila.one("select count(*) from accounts_account where name_en like 'Poisoned %%'") == ROWS - 1
