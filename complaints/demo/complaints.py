"""The demo's complaints: in every state, as their customers wrote them, with what was said and what became of it."""

from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from accounts.demo.draw import Draw
from accounts.demo.seed import BATCH, MARKETS, insert_numbered
from accounts.models import Account
from complaints.clocks import reckon
from complaints.demo import bahr, noor
from complaints.demo.notice import seed_notice
from complaints.demo.satisfaction import seed_satisfaction
from complaints.demo.story import Story
from complaints.models import (
    Complaint,
    ComplaintCategory,
    ComplaintEvent,
    ComplaintMessage,
    ComplaintNote,
    RootCause,
)
from complaints.severity import USUAL
from complaints.sla import What
from complaints.states import STEPS, State, after
from interactions.demo.seed import contacts_of_accounts
from timeline.models import Event
from workspaces.demo import Stage, past_event
from workspaces.working_hours import working_hours_of

BOOKS: dict[str, Any] = {"noor": noor, "bahr": bahr}
# What customers do themselves.
OF_CUSTOMERS = {"appeal", "withdraw"}
# Whose events tell why, and which decision.
REASONED, DECIDING = {"reopen", "appeal", "withdraw", "reject"}, {"decide", "communicate"}
SAID = {"answer": What.ANSWERED, "hear": What.WROTE, "note": ""}  # what it means to the clocks


def seed_complaints(stage: Stage) -> None:
    slug = stage.workspace.slug
    weekend = working_hours_of(stage.workspace).weekend
    draw = Draw(stage.random("complaints"), MARKETS[slug], stage.today, stage.zone, weekend)
    book = BOOKS[slug]
    categories, causes = planted(ComplaintCategory, book.CATEGORIES), planted(RootCause, book.CAUSES)
    Telling(draw, stage, categories, causes).tell(book.STORIES)
    seed_satisfaction(stage, draw)
    seed_notice(stage)


def planted(model, tree: dict) -> dict:
    """The entries of a tree, by the words of the stories; those of the same name that are there are taken."""
    made: dict[str, Any] = {"": None}
    standing = {each.label_ar: each for each in model.objects.in_use()}
    for place, (key, (label_ar, label_en, parent)) in enumerate(tree.items()):
        fields = {"label_ar": label_ar, "label_en": label_en, "parent": made[parent], "place": place}
        made[key] = standing.get(label_ar) or model.objects.create(**fields)
    return made


class Telling:
    """Turns stories into rows as the verbs would have left them, in the past."""

    def __init__(self, draw: Draw, stage: Stage, categories: dict, causes: dict):
        self.draw, self.stage = draw, stage
        self.categories, self.causes = categories, causes
        self.contacts = contacts_of_accounts()
        found = Account.objects.kept().filter(owner__isnull=False).select_related("owner__user")
        self.accounts = [each for each in found.order_by("number") if self.contacts[each.pk]]
        self.facts: list[ComplaintEvent] = []
        self.messages: list[ComplaintMessage] = []
        self.notes: list[ComplaintNote] = []
        self.events: list[tuple[str, Complaint, datetime, Any, dict]] = []

    def tell(self, stories: tuple[Story, ...]) -> None:
        made = [(story, self.filed(story)) for story in stories]
        made.sort(key=lambda each: each[1].filed_at)
        known = {key: complaint for story, complaint in made for key in (story.key, story.subject) if key}
        for story, complaint in made:
            complaint.incident = known.get(story.incident)
            self.go(story, complaint, known)
        # Those that others point at come first.
        points = [each for _story, each in made if each.incident or each.merged_into]
        insert_numbered([each for _story, each in made if each not in points])
        if points:
            insert_numbered(points)
        self.keep()

    def at(self, days: float, after_this: datetime | None = None) -> datetime:
        """Some moment of that day, and later than what came before it."""
        minutes = self.draw.random.randrange(12, 55)
        if days < 1:
            moment = timezone.now() - timedelta(days=days)
        else:
            moment = self.draw.moment(int(days))
        if after_this is None:
            return moment
        return min(max(moment, after_this + timedelta(minutes=minutes)), timezone.now())

    def filed(self, story: Story) -> Complaint:
        account = self.accounts[story.account % len(self.accounts)]
        owner = account.owner if story.owner is None else self.stage.member(story.owner)
        filed_at = self.at(story.filed)
        return Complaint(
            account=account,
            contact=next(iter(self.contacts[account.pk])),
            subject=story.subject,
            text=story.text,
            channel=story.channel,
            language=self.stage.workspace.language,
            remedy=story.remedy,
            remedy_text=story.remedy_text,
            category=self.categories[story.category],
            impact=story.impact,
            urgency=story.urgency,
            severity=USUAL[story.impact, story.urgency],
            owner=owner,
            created_by=self.stage.member(story.taken_by),
            filed_at=filed_at,
            state_since=filed_at,
            created_at=filed_at,
        )

    def go(self, story: Story, complaint: Complaint, known: dict[str, Complaint]) -> None:
        """Each step with its moment: in its row, for the clocks, on the timelines, and what was said."""
        at = complaint.filed_at
        self.fact(complaint, "file", (What.FILED,), at=at, by=complaint.created_by)
        self.event("filed", complaint, at=at, by=complaint.created_by)
        for days, name, *more in story.way:
            at = self.at(days, at)
            by = None if name in OF_CUSTOMERS else complaint.owner or self.stage.member("owner")
            if name in SAID:
                self.say(complaint, name, more[0], at=at, by=by)
                continue
            if name in {"wait", "communicate"}:
                self.message(complaint, more[0], at=at, by=by, is_decision=name == "communicate")
            if name == "wait":
                self.fact(complaint, "answer", (What.ANSWERED,), at=at, by=by)
            self.shape(complaint, name, more, known.get(story.merged_into))
            reason = {"reason": more[0]} if name in REASONED and more else {}
            self.take(complaint, name, at=at, by=by, **reason)

    def shape(self, complaint: Complaint, name: str, more: list, merged_into: Complaint | None) -> None:
        """What a step leaves in the row beside its state."""
        if name == "decide":
            complaint.decision, complaint.decision_text = more
        elif name == "close":
            complaint.resolution, complaint.root_cause = more[0], self.causes[more[1]]
        elif name == "reopen":
            complaint.reopened_count += 1
        elif name == "appeal":
            complaint.level += 1
        elif name == "merge":
            complaint.merged_into = merged_into

    def take(self, complaint: Complaint, step: str, *, at: datetime, by, **told) -> None:
        former, complaint.state = complaint.state, after(step, State(complaint.state))
        complaint.state_since = at
        complaint.closed_at = at if complaint.state == State.CLOSED else None
        told |= {"former": former, "state": complaint.state}
        if step in DECIDING:
            told["decision"] = complaint.decision
        self.fact(complaint, step, STEPS[step].clocks or ("",), at=at, by=by, **told)
        self.event(step, complaint, at=at, by=by, **told)

    def say(self, complaint: Complaint, name: str, text: str, *, at: datetime, by) -> None:
        if name == "note":
            self.notes.append(ComplaintNote(complaint=complaint, text=text, by=by, at=at))
            return
        is_theirs = name == "hear"
        by = None if is_theirs else by
        self.message(complaint, text, at=at, by=by, is_from_customer=is_theirs)
        self.fact(complaint, name, (SAID[name],), at=at, by=by)
        self.event(name, complaint, at=at, by=by)
        if is_theirs and complaint.state == State.WAITING:
            self.take(complaint, "go_on", at=at, by=None)

    def message(self, complaint, text, *, at, by, is_from_customer=False, is_decision=False):
        contact = complaint.contact if is_from_customer else None
        sides = {"is_from_customer": is_from_customer, "is_decision": is_decision, "contact": contact}
        self.messages.append(ComplaintMessage(complaint=complaint, text=text, by=by, at=at, **sides))

    def fact(self, complaint, step, whats, *, at, by, **detail):
        for what in whats:
            kept = {"step": step, "what": what, "by": by, "detail": detail, "at": at}
            self.facts.append(ComplaintEvent(complaint=complaint, **kept))

    def event(self, name, complaint, *, at, by, **detail):
        self.events.append((name, complaint, at, by, detail))

    def keep(self) -> None:
        for said in (self.messages, self.notes):
            if said:
                insert_numbered(sorted(said, key=lambda each: each.at))
        self.facts.sort(key=lambda each: each.at)
        ComplaintEvent.objects.bulk_create(self.facts, BATCH)
        events = [
            past_event(f"complaint.{name}", complaint, by=by, at=at, context=complaint.account, **detail)
            for name, complaint, at, by, detail in sorted(self.events, key=lambda each: each[2])
        ]
        Event.objects.bulk_create(events, BATCH)
        reckon(dict.fromkeys(each.complaint for each in self.facts))
