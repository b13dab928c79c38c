"""F19, F20: the same form many times at once, and two managers who edit one record."""

import threading

import pytest

from tests.faults.browser import customer
from tests.faults.forms import form_of
from tests.faults.sila import FULL

PAGE = "/w/noor/accounts/"
CLICKS = 20
ROUNDS = 50 if FULL else 4


def at_once(*asks):
    """All of these begun at one moment; their answers in the same order."""
    answers, begin = [None] * len(asks), threading.Barrier(len(asks))

    def one(place, ask):
        begin.wait()
        answers[place] = ask()

    threads = [threading.Thread(target=one, args=each) for each in enumerate(asks)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


def test_a_form_sent_twenty_times_at_once_is_one_record_and_one_answer(sila):
    """F19."""
    browser, form = sila.browser("huda"), customer("Twenty clicks")
    answers = at_once(*[lambda: browser.post(f"{PAGE}new/", **form)] * CLICKS)
    assert {answer.status for answer in answers} == {303}, sila.failures()
    assert len({answer.place for answer in answers}) == 1
    assert sila.one("select count(*) from accounts_account where name_en = 'Twenty clicks'") == 1
    told = "select count(*) from timeline_event where verb = 'account.created' and subject_id in "
    assert sila.one(f"{told} (select id from accounts_account where name_en = 'Twenty clicks')") == 1


def test_a_form_that_went_back_and_was_changed_is_not_swallowed(sila):
    """F19: the same key with other content is refused, and says where the first one is."""
    browser, form = sila.browser("huda"), customer("Written first")
    saved = browser.post(f"{PAGE}new/", **form)
    again = browser.post(f"{PAGE}new/", **{**form, "name_en": "Written later", "city": "Abha"})
    assert again.status == 422
    assert "Written first" in again.text
    assert 'value="Written later"' in again.text
    assert browser.post(f"{PAGE}new/", **form).place == saved.place
    assert sila.one("select count(*) from accounts_account where name_en like 'Written %%'") == 1


@pytest.fixture
def edit(sila):
    """The address of a customer's form, and the form as both managers have opened it."""
    place = sila.browser("huda").post(f"{PAGE}new/", **customer("Two managers", city="Jeddah")).place

    def opened(name):
        return form_of(sila.browser(name).get(f"{place}edit/").text, "form_token")

    return f"{place}edit/", opened


def saves(sila, address, forms, **changes):
    return at_once(
        *[
            lambda name=name, change=change: sila.browser(name).post(address, **{**forms[name], **change})
            for name, change in changes.items()
        ]
    )


def test_two_edits_of_one_field_at_once_leave_one_and_show_both(sila, edit):
    """F20."""
    address, opened = edit
    number = int(address.split("/")[-3])
    for turn in range(ROUNDS):
        forms = {name: opened(name) for name in ("mona", "salem")}
        cities = {name: f"{name} {turn}" for name in forms}
        answers = saves(sila, address, forms, **{name: {"city": city} for name, city in cities.items()})
        assert sorted(answer.status for answer in answers) == [303, 422], sila.failures()
        shown = next(answer for answer in answers if answer.status == 422)
        assert all(city in shown.text for city in cities.values())
        stands = sila.one("select city from accounts_account where number = %s", number)
        winner = next(name for name, answer in zip(cities, answers, strict=True) if answer.status == 303)
        assert stands == cities[winner]
    assert sila.one("select version from accounts_account where number = %s", number) == ROUNDS + 1


def test_two_edits_of_different_fields_at_once_both_stand(sila, edit):
    """F20."""
    address, opened = edit
    number = int(address.split("/")[-3])
    for turn in range(ROUNDS):
        forms = {name: opened(name) for name in ("mona", "salem")}
        changes = {"mona": {"city": f"City {turn}"}, "salem": {"description": f"Note {turn}"}}
        answers = saves(sila, address, forms, **changes)
        assert {answer.status for answer in answers} == {303}, sila.failures()
        stands = sila.sql("select city, description, version from accounts_account where number = %s", number)
        assert stands == [(f"City {turn}", f"Note {turn}", 1 + 2 * (turn + 1))]
