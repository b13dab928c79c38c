"""The demo's plans: of strategic customers, lived in for most of a year, one reviewed into its second version."""

from datetime import datetime, time, timedelta
from decimal import Decimal

from django.utils import timezone

from accounts.models import Account, Contact
from interactions.models import FollowUp
from lib.tokens import hash_of, new_token
from planning.demo.people import STRATEGIC
from planning.demo.plan_texts import PLANS
from planning.figures import figures_of
from planning.models import (
    AccountPlan,
    Competitor,
    CompetitorStanding,
    Initiative,
    Measurement,
    Milestone,
    Objective,
    ObjectiveWord,
    PlanLink,
    PlanVersion,
    Risk,
)
from planning.plans import add_milestone, arrange_review
from planning.reading import Content
from planning.snapshots import snapshot_of
from timeline.models import Event
from workspaces.demo import Stage, past_event

BEGUN, REVIEWED, AGREED = 300, 120, 100  # days ago


def seed_plans(stage: Stage) -> None:
    told = []
    for number, words in zip(STRATEGIC, PLANS[stage.workspace.slug], strict=False):
        account = Account.objects.select_related("owner__user").get(number=number)
        told += Furnished(stage, account, words).make()
    Event.objects.bulk_create(sorted(told, key=lambda event: event.at))


class Furnished:
    """One plan, with what would have been told of it."""

    def __init__(self, stage, account, words):
        self.stage, self.account, self.words = stage, account, words
        self.owner = account.owner or stage.members["owner"]

    def ago(self, days) -> datetime:
        return datetime.combine(self.stage.today - timedelta(days=days), time(10, 20), self.stage.zone)

    def make(self) -> list[Event]:
        words, today = self.words, self.stage.today
        self.plan = AccountPlan(
            account=self.account,
            owner=self.owner,
            from_on=today - timedelta(days=BEGUN),
            until_on=today + timedelta(days=365 - BEGUN),
            state=AccountPlan.State.ACTIVE,
            activated_at=self.ago(BEGUN - 4),
            created_at=self.ago(BEGUN),
            created_by=self.owner,
            revenue_goal_minor=words["goal"],
            currency=self.stage.workspace.currency,
            review_every_months=3,
            **{name: words[name] for name in ("summary", "upsell", "resources", "obstacles", "success")},
        )
        arrange_review(self.plan)
        self.plan.save()
        self.add_lines()
        self.add_milestones()
        told = [
            self.event("plan.started", self.plan, BEGUN),
            self.event("plan.activated", self.plan, BEGUN - 4),
        ]
        if words["is_reviewed"]:
            told.append(self.review())
        return told + self.add_objectives_words()

    def event(self, verb, subject, days, **detail) -> Event:
        return past_event(
            verb, subject, by=detail.pop("by", self.owner), at=self.ago(days), context=self.account, **detail
        )

    def add_lines(self):
        plan, owner = self.plan, self.owner
        self.agreed = []
        for whose, text, unit, baseline, target, values, is_agreed in self.words["objectives"]:
            made = Objective.objects.create(
                plan=plan,
                whose=whose,
                text=text,
                unit=unit,
                baseline=baseline,
                target=target,
                direction="up" if target > baseline else "down",
                due_on=plan.until_on,
                owner=owner,
            )
            for days, value in values:
                on = self.stage.today - timedelta(days=days)
                Measurement.objects.create(objective=made, on=on, value=Decimal(str(value)), by=owner)
            if is_agreed:
                self.agreed.append(Objective.objects.get(pk=made.pk))
        for text, state in self.words["initiatives"]:
            days = {"from_on": plan.from_on, "until_on": plan.until_on}
            Initiative.objects.create(plan=plan, text=text, state=state, owner=owner, **days)
        for text, likelihood, impact, answer, state in self.words["risks"]:
            weight = {"likelihood": likelihood, "impact": impact}
            Risk.objects.create(plan=plan, text=text, answer=answer, state=state, owner=owner, **weight)
        for name, strengths, weaknesses, share, answer in self.words["rivals"]:
            competitor = Competitor.objects.named(name) or Competitor.objects.create(name=name)
            CompetitorStanding.objects.create(
                plan=plan,
                competitor=competitor,
                strengths=strengths,
                weaknesses=weaknesses,
                share_percent=share,
                answer=answer,
            )

    def add_milestones(self):
        for text, days in self.words["done"]:
            closed_at = self.ago(days + 1)
            step = FollowUp.objects.create(
                account=self.account,
                owner=self.owner,
                reason=text,
                due_on=self.stage.today - timedelta(days=days),
                state=FollowUp.State.DONE,
                closed_at=closed_at,
                closed_by=self.owner,
                created_at=self.ago(BEGUN - 2),
                created_by=self.owner,
            )
            Milestone.objects.create(plan=self.plan, follow_up=step)
        with timezone.override(self.stage.zone):
            for text, days in self.words["steps"]:
                due = {"reason": text, "due_on": self.stage.today + timedelta(days=days), "owner": self.owner}
                add_milestone(self.plan, by=self.owner, fields=due)

    def review(self) -> Event:
        """The first version, as it was: with the former target, and what had come of it by then."""
        plan = self.plan
        snapshot = snapshot_of(plan, Content(plan))
        snapshot["objectives"][0]["target"] = str(self.words["former_target"])
        figures = figures_of(plan, Content(plan)) | {"until": self.ago(REVIEWED).date().isoformat()}
        PlanVersion.objects.create(
            plan=plan,
            round=1,
            snapshot=snapshot,
            figures=figures,
            conclusions=self.words["conclusions"],
            made_at=self.ago(REVIEWED),
            made_by=self.owner,
        )
        plan.round = 2
        plan.save()
        return self.event("plan.reviewed", plan, REVIEWED, round=1)

    def add_objectives_words(self) -> list[Event]:
        people = Contact.objects.filter(positions__account=self.account, archived_at=None)
        contact = people.order_by("-positions__is_primary", "pk").first()
        if contact is None or not self.agreed:
            return []
        link = PlanLink.objects.create(
            plan=self.plan,
            contact=contact,
            language=self.stage.workspace.language,
            token_hash=hash_of(new_token()),
            expires_at=self.ago(AGREED - 60),
            created_by=self.owner,
        )
        told = [self.event("planlink.created", link, AGREED + 3)]
        for each in self.agreed:
            at = self.ago(AGREED)
            said = {"objective": each, "link": link, "contact": contact, "terms": each.terms}
            ObjectiveWord.objects.create(word=ObjectiveWord.Word.AGREED, at=at, **said)
            told.append(self.event("objective.agreed", each, AGREED, by=None, name=contact.name))
        return told
