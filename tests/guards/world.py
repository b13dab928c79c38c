"""Two whole workspaces for the nets: people of every role and a row in every table, each text with its mark.

New models and columns are filled by themselves; what has rules of its own is told in FILLINGS.
"""

import uuid
from dataclasses import dataclass, field
from datetime import UTC, date, datetime

from allauth.account.models import EmailAddress
from django.apps import apps
from django.contrib.postgres.fields import ArrayField
from django.core.files.base import ContentFile
from django.core.validators import URLValidator
from django.db import models
from django.test import Client
from django.test.client import ClientHandler
from django.utils import timezone

from conftest import make_user, owner_sql, prove
from lib.tenancy.fields import NumberField, WorkspaceField
from lib.tenancy.models import NumberedModel, take_numbers
from lib.tenancy.state import workspace
from planning.scoring import FACTORS
from tests.guards import world_of_campaigns, world_of_rollups
from tests.guards.records import BUILDERS
from workspaces.models import Membership, User, Workspace
from workspaces.roles import Role

# No fold, escape or encoding changes these, and no search echoes them: pages are asked for a part of them.
MARKS = {"noor": "zqnoorzq", "bahr": "zqbahrzq"}
ASKED_FOR = {"noor": "zqnoor", "bahr": "zqbahr"}
# Records of bahr are numbered from here, so that no number of noor's is theirs.
FIRST_FOREIGN_NUMBER = 70_001
# Keys of both begin here: the key of a row of bahr's is no number of noor's either.
FIRST_KEY = 200_000
BEGIN_KEYS = f"""
do $$ declare each record; begin
    for each in select format('%I.%I', schemaname, sequencename)::regclass as name from pg_sequences
    where schemaname = 'public' and coalesce(last_value, 0) < {FIRST_KEY} loop
        perform setval(each.name, {FIRST_KEY});
    end loop;
end $$"""
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"

ANONYMOUS, DISABLED = "anonymous", "disabled user"
STRANGER, OUTSIDER, LEFT = "stranger", "user of no workspace", "member who left"
REFUSED = (ANONYMOUS, DISABLED, STRANGER, OUTSIDER, LEFT)


@dataclass(frozen=True)
class KeyOf:
    """The key of the row of another model, for columns that are no foreign keys."""

    label: str


# model -> column -> value
FILLINGS = {
    **world_of_campaigns.FILLINGS,
    **world_of_rollups.FILLINGS,
    "accounts.AssignmentRule": {"gives": "team"},
    "timeline.Event": {
        "verb": "account.changed",
        "subject_kind": "accounts.account",
        "subject_id": KeyOf("accounts.Account"),
        "context_kind": "",
        "context_id": None,
    },
    # By a server of its own, for a domain that is not proven yet.
    "messaging.Sender": {
        "server_port": 587,
        "server_security": "starttls",
        "server_password": "",
        "per_second": 5,
        "domain_proven_at": None,
    },
    "messaging.OutgoingMail": {"state": "sent", "due_at": None},
    "interactions.MailEntry": {"inbound": None},
    "interactions.OccasionMark": {"account": None, "country": ""},
    "surveys.QuestionAnswer": {"value": None, "scale": None, "choice": None},
    "surveys.PlannedAsk": {"why_not": ""},
    "surveys.SurveyPlan": {"delay_days": 7, "paused_at": None},
    "accounts.Position": {"is_primary": True},
    "accounts.AcquisitionCost": {"month": date(2026, 1, 1)},
    "accounts.LeadForm": {"sites": ""},
    "loyalty.RevenueEstimate": {"year": 2025, "expected_points": 10_000},
    "loyalty.Reconciliation": {"wallets_count": 2, "wrong_count": 0},
    "complaints.CorrectiveAction": {"due_on": date(2026, 1, 5), "check_on": date(2026, 2, 5)},
    "complaints.FindingEvidence": {"purchase": None, "answer": None},
    "complaints.ComplaintSubmission": {"state": "waiting", "complaint": None},
    "accounts.MemberSpecialism": {"region": None, "language": ""},
    "workspaces.WorkingCalendar": {"week": [[[480, 1020]]] * 7, "country": "SA", "worked_holidays": []},
    "workspaces.SpecialPeriod": {"rule": "hours", "working_hours": [[600, 960]], "removed_at": None},
    "interactions.FollowUp": {"repeat_every": 1, "repeat_from": date(2026, 1, 1), "predecessor": None},
    "updates.CustomerUpdate": {"chosen": []},
    # One entry brought one lot, of which one point is held.
    "loyalty.CodeReferral": {"state": "held", "due_at": None, "suspicions": ["lead"]},
    "loyalty.Wallet": {"balance_points": 100, "held_points": 1, "debt_points": 0, "last_seq": 1},
    "loyalty.PointsEntry": {"seq": 1, "points": 100, "debt_points": 0},
    "loyalty.Lot": {"points": 100, "remaining_points": 100, "held_points": 1},
    "loyalty.HoldPart": {"points": 1},
    "loyalty.Hold": {"points": 1, "state": "held", "ended_at": None, "entry": None},
    "loyalty.Adjustment": {"state": "waiting", "entry": None, "refusal": ""},
    "loyalty.RuleVersion": {
        "trigger": "product",
        "points": 5,
        "currency": "SAR",
        "step_minor": 100,
        "least_minor": None,
        "starts_on": None,
        "ends_on": None,
        "cap_points": None,
        "cap_period": "",
    },
    "loyalty.LoyaltyTier": {"percent": 150},
    "loyalty.TierChange": {"move": "rise", "key": ""},
    "loyalty.TierStanding": {"due_on": None, "falls_on": None},
    "loyalty.Grant": {"raw_points": 0, "gross_points": 0, "points": 0, "purchase_key": None},
    "loyalty.SettledPurchase": {"rule_versions": []},
    "complaints.Compensation": {"kind": "money", "amount_minor": 100, "currency": "SAR", "points": None},
    "planning.AccountPlan": {
        "currency": "SAR",
        "from_on": date(2026, 1, 1),
        "until_on": date(2026, 12, 31),
        "review_days": [],
    },
    "planning.PlanVersion": {
        "snapshot": {
            "from_on": "2026-01-01",
            "until_on": "2026-12-31",
            "revenue_goal_minor": None,
            **dict.fromkeys(
                ["owner", "summary", "currency", "upsell", "resources", "obstacles", "success"], ""
            ),
            **{key: [] for key in ["objectives", "initiatives", "milestones", "risks", "rivals"]},
        },
        "figures": {
            "since": "2026-01-01",
            "until": "2026-02-01",
            "interactions": {},
            "rhythm": {"on_time": 0, "late": 0, "missed": 0},
            "steps": {"kept": 0, "late": 0, "open": 0},
            "goal": {"minor": None, "currency": "SAR"},
            "objectives": [],
            "percent": None,
            "risks": {"happened": 0},
        },
        "conclusions": {"overall": "x"},
    },
    "planning.Objective": {"baseline": 1, "target": 5},
    "planning.Measurement": {"value": 3},
    "planning.ObjectiveWord": {"terms": {}},
    "interactions.CustomerRequest": {"wants_text": True},
    "planning.ProgrammeLine": {"year": 2026},
    "planning.ProgrammeStep": {"year": 2026},
    "planning.StepWord": {"year": 2026},
    "planning.ScopeStatement": {"edition": 1},
    "planning.StatementAnswer": {"is_acknowledged": True},
    "planning.TemplateItem": {"member": None, "role": None},
    "planning.Assessment": dict.fromkeys(FACTORS, 3),
    "planning.TypeRule": {"roles": ["manager"]},
    "planning.AccountScore": dict.fromkeys(FACTORS, 3),
    "planning.PlanningRules": {
        "value_a_minor": 300,
        "value_b_minor": 200,
        "value_c_minor": 100,
        "raise_from": 75,
    },
    "planning.Stakeholder": {"superior": None},
    "planning.StakeholderRule": {"not_met_days": 90},
    "meetings.Meeting": {
        "starts_at": datetime(2026, 1, 5, 9, tzinfo=UTC),
        "ends_at": datetime(2026, 1, 5, 10, tzinfo=UTC),
    },
    "loyalty.Reward": {"kind": "gift", "currency": "", "amount_minor": None, "percent": None},
    # Over: the ledger of this world was filled row by row, and holds nothing for it.
    "loyalty.Redemption": {"state": "voided", "ended_at": datetime(2026, 1, 5, 9, tzinfo=UTC)},
    "loyalty.Voucher": {
        "redemption": None,
        "purchase": None,
        "amount_minor": 100,
        "percent": None,
        "currency": "SAR",
        "valid_until": date(2099, 1, 1),
    },
    "reports.LifetimeModel": {"finished_at": datetime(2026, 1, 5, 9, tzinfo=UTC), "currency": "SAR"},
    "reports.AccountForesight": {"p_alive": 0.5},
    "sales.Referral": {"referred": None},
    "sales.Product": {"currency": "SAR"},
    "sales.PriceList": {
        "currency": "SAR",
        "audience": "chosen",
        "tier": "",
        "management_type": "",
        "industry": None,
        "region": None,
    },
    "sales.PriceListItem": {"price_minor": 100},
    "sales.Purchase": {"currency": "SAR"},
    "sales.PurchaseTotals": {"amount_minor": 1, "currency": "SAR"},
    "sales.Opportunity": {"lost_reason": None, "currency": "SAR"},
    "interactions.ContactRule": {"unit": "week", "every": 1},
    "interactions.ContactSchedule": {"unit": "week", "every": 1},
    # A value is one of its columns.
    "accounts.AccountValue": {"choice": None, "is_yes": None, "day": None},
    "accounts.ContactValue": {"choice": None, "is_yes": None, "day": None},
}


_handlers: dict[bool, ClientHandler] = {}


@dataclass
class Part:
    """One filled workspace: its members by role and one row of each of its models."""

    workspace: Workspace
    mark: str
    members: dict[str, Membership] = field(default_factory=dict)
    rows: dict[str, models.Model] = field(default_factory=dict)
    # Further rows of the same models, in other stages.
    more: dict[str, list[models.Model]] = field(default_factory=dict)

    def row(self, label):
        return self.rows[label]


@dataclass
class World:
    noor: Part
    bahr: Part
    people: dict[str, User | None]
    sessions: dict[str, str] = field(default_factory=dict)
    # What checksum.py knows of its tables.
    as_built: dict | None = None
    counted: tuple | None = None

    def client(self, who: str, *, checks_csrf=False, **headers) -> Client:
        """A browser with nothing but this person's session: `who` is a role of noor or a name of REFUSED."""
        client = Client(
            enforce_csrf_checks=checks_csrf,
            raise_request_exception=False,
            headers={"accept-language": "en", **headers},
        )
        # A handler of its own would load all middleware for every request.
        client.handler = _handlers.setdefault(checks_csrf, client.handler)
        if who in self.sessions:
            client.cookies["session"] = self.sessions[who]
        return client


def build() -> World:
    owner_sql(BEGIN_KEYS)
    noor, bahr = _part("noor", "ar"), _part("bahr", "en")
    for part in (noor, bahr):
        with workspace(part.workspace.pk):
            fill(part)
    outsider = make_user("nobody@elsewhere.example", "Nobody")
    EmailAddress.objects.create(user=outsider, email=outsider.email, primary=True, verified=True)
    people = {role: noor.members[role].user for role in Role.values}
    people |= {
        STRANGER: bahr.members[Role.OWNER].user,
        LEFT: noor.members[LEFT].user,
        DISABLED: noor.members[DISABLED].user,
        OUTSIDER: outsider,
        ANONYMOUS: None,
    }
    world = World(noor, bahr, people)
    for name, user in people.items():
        if user is not None:
            client = Client()
            client.force_login(user, BACKEND)
            prove(client, user)
            world.sessions[name] = client.cookies["session"].value
    User.objects.filter(pk=people[DISABLED].pk).update(is_active=False)
    return world


def _part(slug, language) -> Part:
    mark = MARKS[slug]
    opened = Workspace.objects.create(slug=slug, name=mark, language=language)
    part = Part(opened, mark)
    with workspace(opened.pk):
        if slug == "bahr":
            for model in numbered_models():
                take_numbers(model, FIRST_FOREIGN_NUMBER - 1)
        for role in [*Role.values, LEFT, DISABLED]:
            place = role if role in Role.values else Role.OWNER
            user = make_user(f"{role.replace(' ', '')}@{mark}.example", f"{mark} {role}")
            ended = timezone.now() if role == LEFT else None
            EmailAddress.objects.create(user=user, email=user.email, primary=True, verified=True)
            part.members[role] = Membership.objects.create(user=user, role=place, ended_at=ended)
    part.rows[Membership._meta.label] = part.members[Role.AGENT]
    return part


def workspace_models():
    return [
        model
        for model in apps.get_models(include_auto_created=True)
        if any(isinstance(column, WorkspaceField) for column in model._meta.local_fields)
    ]


def numbered_models():
    return [model for model in workspace_models() if issubclass(model, NumberedModel)]


def fill(part: Part):
    """A row in every table of the open workspace: parents before children, then what has a builder of its own."""
    builders = dict(BUILDERS)
    while waiting := [model for model in workspace_models() if model._meta.label not in part.rows]:
        bare = [model for model in waiting if model._meta.label not in builders]
        ready = [model for model in bare if _parents(model) <= set(part.rows)]
        assert ready or builders, f"cannot be filled in any order: {waiting}"
        for model in ready:
            part.rows[model._meta.label] = _new_row(model, part)
        if not ready:
            label, build = builders.popitem()
            part.rows[label], *part.more[label] = build(part)


def _parents(model):
    told = FILLINGS.get(model._meta.label, {})
    return {value.label for value in told.values() if isinstance(value, KeyOf)} | {
        column.remote_field.model._meta.label
        for column in model._meta.local_fields
        if isinstance(column, models.ForeignKey) and column.remote_field.model in workspace_models()
        if column.remote_field.model is not model and column.name not in told
    }


def _new_row(model, part):
    told = FILLINGS.get(model._meta.label, {})
    values = {}
    for column in model._meta.local_fields:
        if column.generated or column.primary_key or isinstance(column, WorkspaceField | NumberField):
            continue
        if column.name in told:
            value = told[column.name]
            values[column.name] = part.row(value.label).pk if isinstance(value, KeyOf) else value
        elif (value := value_for(column, part)) is not None:
            values[column.name] = value
    try:
        return model.objects.create(**values)
    except Exception as error:
        raise AssertionError(
            f"Tell in FILLINGS of {__file__} how to fill {model._meta.label}: {error}"
        ) from error


def value_for(column, part):
    """A value with the mark where the column can hold it; None leaves the column alone."""
    mark = part.mark
    if isinstance(column, models.ForeignKey):
        target = column.remote_field.model
        return part.members[Role.AGENT].user if target is User else part.rows.get(target._meta.label)
    if column.choices:
        return column.flatchoices[0][0]
    if isinstance(column, models.FileField):
        return ContentFile(mark.encode(), name=f"{mark}.csv")
    if isinstance(column, models.CharField | models.TextField):
        return _marked_text(column, mark)
    if isinstance(column, models.JSONField):
        return {"note": mark} if column.get_default() in ({}, None) else None
    if isinstance(column, ArrayField):
        return [mark]
    if isinstance(column, models.DateTimeField):
        return None if column.null or column.has_default() else timezone.now()
    if isinstance(column, models.DateField):
        return timezone.localdate().replace(year=1990, month=5, day=1)
    if isinstance(column, models.UUIDField):
        return None if column.null else uuid.uuid4()
    is_number = isinstance(column, models.IntegerField | models.FloatField | models.DecimalField)
    return 1 if is_number and not (column.null or column.has_default() or column.has_db_default()) else None


def _marked_text(column, mark):
    if column.max_length is not None and column.max_length < len(mark):
        return None
    if isinstance(column, models.EmailField):
        return f"{mark}@{mark}.example"
    if any(isinstance(validator, URLValidator) for validator in column.validators):
        return f"https://{mark}.example/"
    return mark
