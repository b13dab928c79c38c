"""Every page a person can come to, and what has to be done there before it is looked at."""

from dataclasses import dataclass
from functools import partial
from typing import Any

from conftest import PASSWORD
from lib.text import fold
from tests.journeys.house import (
    INVITATION,
    NO_TABLE,
    SHARED,
    TRADE,
)


@dataclass(frozen=True)
class Place:
    """`path` is the address; `act` is done with the visitor once the page is open."""

    path: str
    who: str = "huda"
    status: int = 200
    act: Any = None

    def __str__(self):
        return f"{self.path} as {self.who or 'nobody'}{' and then ' + self.act.__name__ if self.act else ''}"

    def go(self, visitor):
        answer = visitor.open(self.path)
        assert answer.status == self.status, f"{answer.status} at {self}"
        if self.act:
            self.act(visitor)
            visitor.page.wait_for_load_state()


def name_a_domain(visitor):
    visitor.page.locator("#id_domain").fill("noor.example")
    visitor.page.locator("form[action$='/domain/'] .btn-primary").click()
    visitor.page.locator("#record-text").wait_for()


def save_nothing(visitor):
    """Press the main button of an empty form, and get it back with what is missing."""
    visitor.page.locator("#content form .btn[type=submit]:not(.btn-ghost)").first.click()
    visitor.page.locator(".invalid-feedback, [role=alert]").filter(visible=True).first.wait_for()


def sign_in_wrongly(visitor):
    visitor.type("E-mail", "huda@noor.example")
    visitor.type("Password", "wrong")
    visitor.press("Sign in")
    visitor.page.locator("[role=alert]").first.wait_for()


def give_the_password_again(visitor):
    visitor.type("Password", PASSWORD)
    visitor.page.locator("#content form .btn-primary").click()
    visitor.page.locator("#id_code").wait_for()


def ask_for_nothing(visitor):
    visitor.page.locator("[name=is_on_A]").check()
    visitor.page.locator("[name=every_A]").fill("0")
    visitor.page.locator("#content form .btn-primary").click()
    visitor.page.locator(".field-error").first.wait_for()


def make_an_address(visitor):
    visitor.page.locator("#content form .btn-primary").click()
    visitor.page.locator("#feed-address").wait_for()


def choose_own_rhythm(visitor):
    visitor.page.locator("[name=how][value=own]").check(force=True)
    visitor.page.locator("[name=every]").wait_for()


def spoil_the_name(visitor, label="Name"):
    visitor.type(label, "")
    save_nothing(visitor)


def overlap_the_hours(visitor):
    visitor.type("Sunday", "8-12, 11-17")
    save_nothing(visitor)


def type_in_the_search_box(visitor):
    visitor.page.locator("#search").press_sequentially("مؤسسة")
    visitor.page.locator("#search-results [role=option]").first.wait_for()


def open_the_palette(visitor):
    visitor.page.keyboard.press("Control+k")
    visitor.page.locator("#palette-list a[role=option]").first.wait_for()


def tick_rows(visitor):
    visitor.page.locator("[data-pick]").first.check()
    visitor.page.locator(".bulk-bar summary").click()
    visitor.page.locator(".bulk-line").first.wait_for()


def open_the_filters(visitor):
    visitor.menu("Filters")
    visitor.page.locator(".filter-panel [name=status]").wait_for()


def open_the_composer(visitor):
    visitor.page.keyboard.press("n")
    visitor.page.locator("[data-first]").wait_for()


def open_the_ready_answers(visitor):
    open_the_composer(visitor)
    visitor.page.locator("[data-opens=answers]").click()
    visitor.page.locator("#answers-list [role=option]").first.wait_for()


def archive(visitor):
    visitor.menu("More actions")
    visitor.press("Archive")
    visitor.toast.wait_for()


def bring_no_table(visitor):
    file = {"name": "table.csv", "mimeType": "text/csv", "buffer": NO_TABLE}
    visitor.page.locator("input[type=file]").set_input_files(file)
    save_nothing(visitor)


def at_the_door():
    yield Place("/auth/login/", who="")
    yield Place("/auth/login/", who="", act=sign_in_wrongly)
    yield Place("/auth/password/reset/", who="")
    yield Place("/auth/password/reset/done/", who="")
    yield Place("/auth/password/reset/key/1-none/", who="")
    yield Place("/auth/password/reset/key/done/", who="")
    yield Place("/auth/inactive/", who="")
    yield Place(f"/auth/invitation/{INVITATION}/", who="")
    yield Place(f"/auth/invitation/{INVITATION}/", who="", act=save_nothing)
    yield Place("/auth/invitation/none/", who="", status=404)
    yield Place("/nowhere/", who="", status=404)
    yield Place("/")
    yield Place("/auth/logout/")
    yield Place("/auth/password/change/")
    yield Place("/auth/password/change/", act=save_nothing)
    yield Place("/auth/email/")
    yield Place("/auth/email/", act=save_nothing)
    yield Place("/auth/email/confirm/none/", who="", status=404)
    yield Place("/auth/mfa/")
    yield Place("/auth/mfa/totp/activate/", act=give_the_password_again)
    yield Place("/auth/reauthenticate/")


def at_work():
    yield Place("/w/noor/")
    yield Place("/w/noor/", act=type_in_the_search_box)
    yield Place("/w/noor/", act=open_the_palette)
    yield Place("/w/noor/palette/?q=حساب")
    yield Place("/w/noor/search/")
    yield Place("/w/noor/search/?q=مؤسسة")
    yield Place("/w/noor/search/?q=nothing")
    yield Place("/w/noor/accounts/")
    yield Place("/w/noor/accounts/?status=active&sort=-created")
    yield Place("/w/noor/accounts/?q=nothing")
    yield Place("/w/noor/accounts/1/")
    yield Place("/w/noor/accounts/1/", who="reem")
    yield Place("/w/noor/accounts/1/story/")
    yield Place("/w/noor/contacts/1/story/?kind=changes")
    yield Place("/w/noor/accounts/2/", act=archive)
    yield Place("/w/noor/accounts/1/?in=status%3Dactive")
    yield Place("/w/noor/accounts/?view=1")
    yield Place("/w/noor/views/1/")
    yield Place("/w/noor/views/columns/?list=accounts&view=1")
    yield Place("/w/noor/views/filters/?list=accounts&status=active&q=a")
    yield Place("/w/noor/accounts/?status=active", act=open_the_filters)
    yield Place("/w/noor/accounts/", act=tick_rows)
    yield Place("/w/noor/accounts/bulk/")
    yield Place("/w/noor/accounts/bulk/1/")
    yield Place("/w/noor/accounts/2/cell/?field=status")
    yield Place("/w/noor/contacts/1/cell/?field=phone_1")
    yield Place("/w/noor/contacts/")
    yield Place("/w/noor/contacts/2/")
    yield Place("/w/noor/contacts/1/linked/")
    yield Place("/w/noor/accounts/999/", status=404)
    yield Place("/w/noor/accounts/new/", who="reem", status=403)
    yield Place("/w/bahr/", who="karim")
    yield Place("/w/bahr/accounts/", who="karim")
    yield Place("/w/bahr/contacts/", who="karim")
    yield Place("/w/bahr/jobs/", who="karim")


def in_daily_work():
    yield Place("/w/noor/accounts/1/", act=open_the_composer)
    yield Place("/w/noor/accounts/1/", act=open_the_ready_answers)
    yield Place("/w/noor/interactions/answers/?account=1&channel=call")
    yield Place("/w/noor/interactions/answers/?q=nothing")
    yield Place("/w/noor/interactions/")
    yield Place("/w/noor/interactions/?channel=meeting&visible=True&archived=")
    yield Place("/w/noor/interactions/?q=nothing")
    yield Place("/w/noor/interactions/1/")
    yield Place("/w/noor/interactions/2/")
    yield Place("/w/noor/interactions/1/", who="reem")
    yield Place("/w/noor/interactions/1/edit/")
    yield Place("/w/noor/interactions/new/")
    yield Place("/w/noor/interactions/new/", act=save_nothing)
    yield Place("/w/noor/interactions/new/?account=1", act=save_nothing)
    yield Place("/w/bahr/interactions/", who="karim")
    yield Place("/w/noor/interactions/new/?account=1&follow_up=1")
    yield Place("/w/noor/follow-ups/")
    yield Place("/w/noor/follow-ups/?view=all&sort=-due")
    yield Place("/w/noor/follow-ups/?view=all", who="reem")
    yield Place("/w/noor/follow-ups/1/")
    yield Place("/w/noor/follow-ups/2/")
    yield Place("/w/noor/follow-ups/4/")
    yield Place("/w/noor/follow-ups/1/edit/")
    yield Place("/w/noor/follow-ups/new/")
    yield Place("/w/noor/follow-ups/new/?account=1", act=save_nothing)
    yield Place("/w/bahr/follow-ups/", who="karim")


def in_forms():
    yield Place("/w/noor/accounts/new/")
    yield Place("/w/noor/accounts/new/", act=save_nothing)
    yield Place("/w/noor/accounts/1/edit/")
    yield Place("/w/noor/views/1/edit/")
    yield Place("/w/noor/views/1/edit/", act=partial(spoil_the_name, label="Name of the view"))
    yield Place("/w/noor/accounts/1/deletion/")
    yield Place("/w/noor/accounts/1/deletion/", act=save_nothing)
    yield Place("/w/noor/contacts/new/?account=1")
    yield Place("/w/noor/contacts/new/", act=save_nothing)
    yield Place("/w/noor/contacts/1/edit/")
    yield Place("/w/noor/contacts/1/deletion/")
    yield Place("/w/noor/contacts/1/position/")
    yield Place("/w/noor/contacts/1/position/", act=save_nothing)
    yield Place("/w/noor/contacts/1/consent/")
    yield Place("/w/noor/contacts/1/consent/", act=save_nothing)


def in_the_back_office():
    yield Place("/w/noor/accounts/import/")
    yield Place("/w/noor/accounts/import/", act=save_nothing)
    yield Place("/w/noor/accounts/import/", act=bring_no_table)
    yield Place("/w/noor/accounts/import/1/")
    yield Place("/w/noor/accounts/import/2/")
    yield Place("/w/noor/accounts/import/2/rows/")
    yield Place("/w/noor/jobs/")
    yield Place("/w/noor/jobs/1/")
    yield Place("/w/noor/settings/general/")
    yield Place("/w/noor/settings/general/", act=spoil_the_name)
    yield Place("/w/noor/settings/hours/")
    yield Place("/w/noor/settings/hours/", act=overlap_the_hours)
    yield Place("/w/noor/settings/hours/periods/new/")
    yield Place("/w/noor/settings/hours/periods/new/", act=save_nothing)
    yield Place("/w/noor/settings/hours/periods/1/")
    yield Place("/w/noor/settings/audit/")
    yield Place("/w/noor/settings/audit/?since=never")
    yield Place("/w/noor/settings/fields/")
    yield Place("/w/noor/settings/fields/new/")
    yield Place("/w/noor/settings/fields/new/", act=save_nothing)
    yield Place("/w/noor/settings/fields/3/")
    yield Place("/w/noor/settings/answers/")
    yield Place("/w/noor/settings/answers/new/")
    yield Place("/w/noor/settings/answers/new/", act=save_nothing)
    yield Place("/w/noor/settings/answers/1/")
    yield Place("/w/noor/settings/members/")
    yield Place("/w/noor/settings/members/invite/")
    yield Place("/w/noor/settings/members/invite/", act=save_nothing)
    yield Place("/w/noor/settings/members/2/")
    yield Place("/w/noor/notifications/")
    yield Place("/w/noor/notifications/?unread=on")
    yield Place("/w/noor/settings/notifications/")
    yield Place("/w/noor/settings/profile/")
    yield Place("/w/noor/settings/industries/")
    yield Place("/w/noor/settings/industries/", act=save_nothing)
    yield Place(f"/w/noor/settings/industries/{fold(TRADE)}/")
    yield Place("/w/noor/settings/regions/")
    yield Place(f"/w/noor/settings/regions/{fold(TRADE)}/")
    yield Place("/w/noor/settings/security/")
    yield Place("/w/noor/settings/devices/")
    yield Place("/w/noor/settings/support/")


def in_planning():
    yield Place("/w/noor/")
    yield Place("/w/noor/settings/rhythms/")
    yield Place("/w/noor/settings/rhythms/", act=ask_for_nothing)
    yield Place("/w/noor/accounts/1/schedule/", act=choose_own_rhythm)
    yield Place("/w/noor/accounts/5/")
    yield Place("/w/noor/accounts/6/")
    yield Place(
        "/w/noor/accounts/?columns=last_contact&columns=next_step&columns=usual_channel&columns=quiet"
    )
    yield Place("/w/noor/handovers/")
    yield Place("/w/noor/handovers/2/note/")
    yield Place("/w/noor/settings/calendar/")
    yield Place("/w/noor/settings/calendar/", act=make_an_address)
    yield Place("/w/noor/team/?period=year")
    yield Place("/w/noor/week/")
    yield Place("/w/noor/week/?from=2026-03-04", who="reem")


def in_mail():
    yield Place("/w/noor/interactions/mail/new/?account=1")
    yield Place("/w/noor/inbox/")
    yield Place("/w/noor/inbox/?state=ignored")
    yield Place("/w/noor/inbox/1/")
    yield Place("/w/noor/settings/email/")
    yield Place("/w/noor/settings/email/server/")
    yield Place("/w/noor/settings/email/server/", act=name_a_domain)


def in_files():
    yield Place("/w/noor/interactions/1/")
    yield Place("/w/noor/files/1/links/")
    yield Place("/w/noor/links/1/")
    yield Place(f"/p/noor/files/{SHARED}/", who="")
    yield Place("/p/noor/files/nothing/", who="", status=404)
    yield Place("/w/noor/settings/library/")
    yield Place("/w/noor/settings/library/new/")
    yield Place("/w/noor/settings/library/new/", act=save_nothing)
    yield Place("/w/noor/settings/library/1/")
    yield Place("/w/noor/calls/")
    yield Place("/w/noor/calls/1/")


WALKS = [
    at_the_door,
    at_work,
    in_daily_work,
    in_forms,
    in_the_back_office,
    in_planning,
    in_mail,
    in_files,
]
