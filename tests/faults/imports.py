"""Importing customers as a person does it, on its pages, and what came of it."""

from tests.faults.forms import form_of
from tests.faults.sila import wait_for

PAGE = "/w/noor/accounts/import/"


def file_of(name: str, rows: int) -> bytes:
    lines = (f"{name} {row},https://{name.lower()}{row}.example,Person {row}" for row in range(rows))
    return "\n".join(["Name,Website,Contact", *lines]).encode()


def bring(sila, name: str, content: bytes) -> str:
    """Upload a file; the address of its import."""
    browser = sila.browser("huda")
    token = form_of(browser.get(PAGE).text, "form_token")["form_token"]
    answer = browser.upload(PAGE, f"{name}.csv", content, form_token=token)
    assert answer.status == 303, answer.text
    return answer.place


def start(sila, place: str) -> int:
    """Start the import that was brought; its job. A large file is read by the worker before."""
    browser = sila.browser("huda")
    page = wait_for(lambda: columns_page(browser, place))
    form = form_of(page, "column_0")
    assert browser.post(f"{place}columns/", **{**form, "start": "1"}).status == 303
    return job_of(sila, place)


def job_of(sila, place: str, which: str = "job") -> int:
    number = int(place.rstrip("/").rpartition("/")[2])
    return sila.one(f"select {which}_id from accounts_import where number = %s", number)


def state(sila, job: int) -> str:
    return sila.one("select state from timeline_job where id = %s", job)


def done(sila, job: int) -> int:
    return sila.one("select done from timeline_job where id = %s", job)


def go_on(sila, job: int) -> None:
    """What beat does in time: as if the lease of a killed worker and the grace of a lost hint were over."""
    sila.sql("update timeline_job set hinted_at = '2020-01-01', lease_until = now() where id = %s", job)
    sila.send_task("timeline.tasks.resume_stalled_jobs")


def columns_page(browser, place: str) -> str:
    text = browser.get(f"{place}?check=").text
    return text if 'name="column_0"' in text else ""
