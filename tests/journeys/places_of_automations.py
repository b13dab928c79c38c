"""Pages of automations: one of each state with long words, people on every kind of road, and one being put together."""

from accounts.models import Contact, Tag
from campaigns.automations import publishing, walking
from campaigns.tests.roads import asks, days, enter, letter, plan, promise, tag
from campaigns.writing import add_block, add_template
from tests.journeys.house import LONG_NAME, UNBROKEN
from tests.journeys.places import Place
from tests.journeys.places_of_segments import save_unfinished

HOME = "/w/noor/campaigns/automations/"


def automations(salem, huda):
    template = add_template(
        by=huda, name=f"{UNBROKEN[:70]} letter", subject_ar=LONG_NAME, subject_en="Welcome"
    )
    add_block(template, by=huda, fields={"kind": "text", "text_ar": LONG_NAME, "text_en": UNBROKEN})
    word = Tag.objects.named(UNBROKEN[:40], kind=Tag.Kind.TAG)
    steps = (
        letter(template), days(3), asks("opened", no=5), promise(reason=UNBROKEN[:150]), tag(word.name),
        {"kind": "until", "at": "09:00"}, letter(template),
    )  # fmt: skip
    running = publishing.add_automation(
        by=huda, name=UNBROKEN[:80], purpose="service", design=plan(*steps, goal={"kind": "bought"})
    )
    publishing.publish(running, by=huda)
    people = list(Contact.objects.order_by("pk")[:3])
    enter(running, *people)
    walking.walk_next()
    if people:
        publishing.take_out(running.enrolments.order_by("pk").first(), by=huda)
    publishing.change_automation(
        running, by=huda, read_version=running.version, fields={"design": plan(*steps[:2])}
    )
    paused = publishing.add_automation(
        by=huda, name=LONG_NAME[:80], purpose="marketing", design=plan(letter(template))
    )
    publishing.publish(paused, by=huda)
    publishing.pause(paused, by=None, why="segment")
    publishing.add_automation(by=huda, name="Empty", purpose="service", design=plan())
    ended = publishing.add_automation(by=huda, name="Over", purpose="service", design=plan(days(1)))
    publishing.publish(ended, by=huda)
    publishing.end(ended, by=huda)
    publishing.archive_automation(ended, by=huda)


FURNISH = [automations]


def at_automations():
    yield Place(HOME, who="huda")
    yield Place(f"{HOME}new/", act=save_unfinished, who="huda")
    for number in range(1, 5):
        yield Place(f"{HOME}{number}/", who="huda")
    yield Place(f"{HOME}1/edit/", who="huda")
    yield Place(f"{HOME}1/people/", who="huda")
    yield Place(f"{HOME}1/people/1/", who="huda")


WALKS = [at_automations]
