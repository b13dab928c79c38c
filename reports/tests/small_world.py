"""A small company by lot: everything KPIs count, in every state it can be in, much of it about local midnights.

Rows are written as they would stand after years of work, and not by the verbs that would refuse much of this.
"""

import random
from collections import defaultdict
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.utils import timezone

from accounts.models import Account, AccountStatus, Contact, Industry, Region
from accounts.models.acquisition import AcquisitionCost
from campaigns.models import Campaign, CampaignCost, Credit, Template
from complaints.models import (
    Complaint,
    ComplaintCategory,
    ComplaintClock,
    ComplaintEvent,
    RootCause,
    SlaPolicy,
    SlaVersion,
)
from interactions.models import FollowUp, Interaction
from lib.tokens import new_token
from reports.tests.small_costs import add_costs
from sales.models import (
    Opportunity,
    OpportunityStage,
    Product,
    Purchase,
    PurchaseLine,
    Referral,
    Testimonial,
)
from surveys.models import Question, QuestionAnswer, Survey, SurveyAnswer, SurveyInvitation

DAYS = 500
CURRENCIES = ("SAR", "SAR", "SAR", "SAR", "USD")
STATUSES = ("prospect", "active", "active", "dormant", "lost")
MEASURES = (("csat", 5), ("nps", 11), ("ces", 7), ("", 5), ("", 10), ("", 11))


class SmallWorld:
    """Made within an open workspace; `by` are the colleagues whose customers these are, or nobody's."""

    def __init__(self, seed, zone, by):
        self.lot = random.Random(seed)
        self.zone = ZoneInfo(zone)
        self.by = by
        self.now = timezone.now()
        self.today = self.now.astimezone(self.zone).date()
        self.add_customers()
        self.add_contacts()
        self.add_purchases()
        self.add_complaints()
        self.add_work()
        self.add_offers()
        self.add_answers()
        self.add_campaigns()
        add_costs(self)

    def some(self, things, share=0.8):
        """One of them, or none."""
        return self.lot.choice(things) if self.lot.random() < share else None

    def is_so(self, share) -> bool:
        return self.lot.random() < share

    def day(self):
        return self.today - timedelta(days=self.lot.randrange(DAYS))

    def moment(self, day=None):
        """On this local day or any; a third of them at its first moment, or about it. None is to come."""
        day = day or self.day()
        begins = datetime.combine(day, time.min, tzinfo=self.zone).astimezone(ZoneInfo("UTC"))
        if self.is_so(0.35):
            after = timedelta(seconds=self.lot.choice((0, 0, -1, 1, 1_800, -3_600)))
        else:
            after = timedelta(seconds=self.lot.randrange(23 * 3_600))
        return min(begins + after, self.now)

    def add_customers(self):
        regions = [Region.objects.create(name=f"Region {n}") for n in range(2)]
        industries = [Industry.objects.create(name=f"Industry {n}") for n in range(2)]
        self.accounts = []
        for n in range(16):
            history = self.history()
            made = Account.objects.create(
                name_en=f"Customer {n}",
                owner=self.some(self.by, 0.9),
                region=self.some(regions),
                industry=self.some(industries),
                tier=self.lot.choice(("A", "B", "")),
                management_type=self.lot.choice(("key", "sales", "")),
                size=self.lot.choice(("1-9", "")),
                source=self.lot.choice(("event", "website", "")),
                status=history[-1][0],
                archived_at=self.moment() if self.is_so(0.15) else None,
            )
            for status, first, last in history:
                AccountStatus.objects.create(account=made, status=status, from_at=first, until_at=last)
            self.accounts.append(made)
        # The last one has become a part of the first one: nothing hangs on it any more.
        gone = self.accounts.pop()
        gone.merged_into, gone.archived_at = self.accounts[0], self.now
        gone.save()

    def history(self):
        """[(status, from, until)]: other statuses one after the other, some of them over as soon as they began."""
        count = self.lot.randint(1, 6)
        moments = sorted(self.moment() for _each in range(count))
        for n in range(1, count):
            if self.is_so(0.1):
                moments[n] = moments[n - 1]
        moments.sort()
        found, status = [], ""
        for first, last in zip(moments, [*moments[1:], None], strict=True):
            status = self.lot.choice([each for each in STATUSES if each != status])
            found.append((status, first, last))
        return found

    def add_contacts(self):
        self.contacts = [Contact.objects.create(name_en=f"Contact {n}") for n in range(6)]

    def add_purchases(self):
        products = [
            Product.objects.create(name_en=f"Product {n}", price_minor=100, currency="SAR") for n in range(4)
        ]
        statuses = [*Purchase.Status.values, *["delivered"] * 12]
        self.purchases = []
        for _n in range(90):
            status, total = self.lot.choice(statuses), self.lot.randrange(100_000)
            refunded = self.lot.randint(0, total) if self.is_so(0.2) else 0
            made = Purchase.objects.create(
                account=self.lot.choice(self.accounts),
                ordered_on=self.day(),
                currency=self.lot.choice(CURRENCIES),
                status=status,
                total_minor=total,
                refunded_minor=total if status == "refunded" else refunded,
                archived_at=self.now if self.is_so(0.08) else None,
            )
            for place in range(self.lot.choice((0, 1, 1, 2))):
                PurchaseLine.objects.create(
                    purchase=made, place=place, product=self.some(products), text="Goods", total_minor=100
                )
            self.purchases.append(made)

    def add_complaints(self):
        policy = SlaPolicy.objects.create(name_en="Small world")
        self.version = SlaVersion.objects.create(policy=policy)
        categories = [ComplaintCategory.objects.create(label_en=f"Category {n}") for n in range(2)]
        causes = [RootCause.objects.create(label_en=f"Cause {n}") for n in range(2)]
        standing = []
        for _n in range(45):
            filed_at = self.moment()
            state = self.lot.choice(
                ("new", "investigating", "closed", "closed", "closed", "rejected", "merged")
            )
            closings = self.closings(filed_at) if state in {"investigating", "closed"} else []
            if state == "closed" and not closings:
                state = "new"
            made = Complaint.objects.create(
                account=self.lot.choice(self.accounts),
                # Some are handled by a colleague who looks after other customers.
                owner=self.some(self.by),
                subject="Late",
                text="Late",
                category=self.some(categories),
                root_cause=self.some(causes),
                severity=self.lot.randint(1, 4),
                channel=self.lot.choice(Complaint.Channel.values),
                filed_at=filed_at,
                state=state if state != "merged" or standing else "rejected",
                merged_into=standing[0] if state == "merged" and standing else None,
                resolution="Done" if state == "closed" else "",
                closed_at=closings[-1] if state == "closed" else None,
                reopened_count=len(closings) - (state == "closed"),
            )
            for at in closings:
                ComplaintEvent.objects.create(complaint=made, at=at, step="close", what="resolved")
            self.add_clocks(made)
            standing.append(made)

    def closings(self, filed_at):
        """When it was closed: each but the last was followed by its being opened again."""
        days = sorted(self.lot.randrange(120) for _each in range(self.lot.choice((0, 1, 1, 1, 2, 3))))
        found = [max(filed_at, self.moment((filed_at + timedelta(days=each)).date())) for each in days]
        return sorted(found)

    def add_clocks(self, complaint):
        numbers = defaultdict(int)
        for kind in self.lot.sample(("acknowledgement", "first_response", "resolution", "resolution"), 3):
            numbers[kind] += 1
            due_at = complaint.filed_at + timedelta(seconds=self.lot.randrange(40 * 86_400))
            stopped_at = self.now if self.is_so(0.7) else None
            ComplaintClock.objects.create(
                complaint=complaint,
                kind=kind,
                number=numbers[kind],
                version=self.version,
                target_minutes=60,
                started_at=complaint.filed_at,
                due_at=due_at if self.is_so(0.9) else None,
                stopped_at=stopped_at,
                used_seconds=self.lot.randrange(500_000) if stopped_at else None,
                is_late=bool(stopped_at) and self.is_so(0.4),
                is_dropped=self.is_so(0.1),
            )

    def add_work(self):
        for _n in range(70):
            channel = self.lot.choice(("call", "visit", "email", "whatsapp", "note"))
            made = Interaction.objects.create(
                account=self.lot.choice(self.accounts),
                channel=channel,
                direction="internal" if channel == "note" else self.lot.choice(("in", "out")),
                at=self.moment(),
                outcome=self.lot.choice(("", "reached", "held", "no_answer", "no_show", "automatic")),
                removed_at=self.now if self.is_so(0.1) else None,
                logged_by=self.some(self.by),
            )
            self.add_follow_up(made)

    def add_follow_up(self, interaction):
        planned = self.today + timedelta(days=20) - timedelta(days=self.lot.randrange(DAYS))
        state = self.lot.choice(("open", "done", "done", "done", "cancelled"))
        is_done_by = state == "done" and self.is_so(0.5)
        account = interaction.account
        is_scheduled = self.is_so(0.8)
        if state == "open" and FollowUp.objects.filter(account=account, source="schedule", state="open"):
            is_scheduled = False
        closed_at = self.moment(min(self.today, planned + timedelta(days=self.lot.randint(-3, 3))))
        if is_done_by:
            Interaction.objects.filter(pk=interaction.pk).update(at=closed_at)
        FollowUp.objects.create(
            account=account,
            owner=self.lot.choice(self.by),
            due_on=planned,
            scheduled_on=planned if is_scheduled else None,
            source="schedule" if is_scheduled else "person",
            reason="Call",
            state=state,
            done_by=interaction if is_done_by else None,
            closed_at=None if state == "open" else (self.now if is_done_by else closed_at),
            closed_by=self.some(self.by, 0.6) if state != "open" else None,
        )

    def add_offers(self):
        stage = OpportunityStage.end("won")
        for n in range(20):
            state = self.lot.choice(("won", "won", "lost", "open"))
            Opportunity.objects.create(
                account=self.lot.choice(self.accounts),
                name="Deal",
                kind=self.lot.choice(Opportunity.Kind.values),
                stage=stage,
                state=state,
                amount_minor=self.lot.randrange(100_000),
                currency=self.lot.choice(CURRENCIES),
                expected_on=self.today,
                closed_at=None if state == "open" else self.moment(),
                archived_at=self.now if self.is_so(0.15) else None,
            )
            Referral.objects.create(
                account=self.lot.choice(self.accounts),
                referred_name=f"Friend {n}",
                on_day=self.day(),
                archived_at=self.now if self.is_so(0.15) else None,
            )
            Testimonial.objects.create(
                account=self.lot.choice(self.accounts),
                state=self.lot.choice(Testimonial.State.values),
                asked_on=self.day() if self.is_so(0.8) else None,
                archived_at=self.now if self.is_so(0.15) else None,
            )

    def add_answers(self):
        surveys = [Survey.objects.create(title_en=f"Survey {n}", state="open") for n in range(2)]
        questions = {
            survey: [
                Question.objects.create(
                    survey=survey, kind="rating", place=n, measure=measure, scale=scale, text_en="How?"
                )
                for n, (measure, scale) in enumerate(MEASURES)
            ]
            for survey in surveys
        }
        for _n in range(60):
            survey = self.lot.choice(surveys)
            invitation = SurveyInvitation.objects.create(
                survey=survey,
                contact=self.lot.choice(self.contacts),
                account=self.lot.choice(self.accounts),
                token_hash=new_token()[:60],
                language="ar",
                way="link",
                expires_at=self.now,
            )
            answer = SurveyAnswer.objects.create(invitation=invitation, at=self.moment())
            for question in questions[survey]:
                if self.is_so(0.6):
                    value = self.lot.choice(question.steps)
                    QuestionAnswer.objects.create(
                        answer=answer, question=question, scale=question.scale, value=value
                    )

    def add_campaigns(self):
        for n in range(10):
            AcquisitionCost.objects.create(
                source="event",
                campaign=f"Fair {n}",
                month=self.day().replace(day=1),
                amount_minor=self.lot.randrange(50_000),
                currency=self.lot.choice(CURRENCIES),
            )
        template = Template.objects.create(name="Season")
        campaigns = []
        for n in range(6):
            started_at = self.moment() if self.is_so(0.9) else None
            made = Campaign.objects.create(
                name=f"Season {n}", purpose="marketing", template=template, started_at=started_at
            )
            if self.is_so(0.7):
                CampaignCost.objects.create(
                    campaign=made,
                    amount_minor=self.lot.randint(1, 90_000),
                    currency=self.lot.choice(CURRENCIES),
                )
            campaigns.append(made)
        for purchase in self.lot.sample(self.purchases, 30):
            Credit.objects.create(
                purchase=purchase,
                campaign=self.lot.choice(campaigns),
                recipient=self.lot.randrange(9),
                by="clicked",
                touched_at=self.now,
            )
