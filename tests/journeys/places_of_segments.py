"""Pages of segments: by rules in groups, of chosen people, with rules that name what is gone, and archived."""

from accounts.models import Contact, Segment
from accounts.segments.reading import read_now
from accounts.segments.verbs import add_segment, put_in
from tests.journeys.house import LONG_NAME, UNBROKEN
from tests.journeys.places import Place


def rule(field, op, is_negated=False, **values):
    return {"field": field, "op": op, "not": is_negated, "values": values}


def segments(salem, huda):
    inner = {"kind": "any", "not": True, "parts": [rule("account.city", "begins", text=UNBROKEN[:60])]}
    rules = {
        "kind": "all",
        "not": False,
        "parts": [
            rule("account.status", "one_of", choices=["active", "prospect"]),
            rule("account.created", "from", day="2020-01-31"),
            rule("account.talked", "count", is_negated=True, count="99", days="30", choices=["call"]),
            inner,
        ],
    }
    whole = add_segment(by=huda, name=LONG_NAME[:80], note=UNBROKEN[:200], rules=rules)
    read_now(whole, by=huda)
    guests = add_segment(by=huda, name=UNBROKEN[:80], kind=Segment.Kind.STATIC)
    put_in(guests, Contact.objects.values_list("pk", flat=True)[:12], by=huda)
    read_now(guests, by=huda)
    gone = {"kind": "all", "not": False, "parts": [rule("account.gone", "yes")]}
    add_segment(by=huda, name="Gone", rules=gone)
    add_segment(by=huda, name="Archived", rules=rules).archive(by=huda)


FURNISH = [segments]


def save_unfinished(visitor):
    """A rule without a field comes back with what is missing."""
    visitor.page.locator("#content button[value=save]").click()
    visitor.page.locator(".invalid-feedback, [role=alert]").filter(visible=True).first.wait_for()


def at_segments():
    home = "/w/noor/segments/"
    yield Place(home, who="huda")
    yield Place(f"{home}new/", act=save_unfinished, who="huda")
    yield Place(f"{home}new/?kind=static", act=save_unfinished, who="huda")
    for number in (1, 2, 3, 4):
        yield Place(f"{home}{number}/", who="huda")
    for number in (1, 3):
        yield Place(f"{home}{number}/edit/", who="huda")


WALKS = [at_segments]
