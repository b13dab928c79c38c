"""Demo data: two invented workspaces with their people, and the registry that every app adds its own part to.

Each part is made once for a workspace, in one transaction with an event that says so: what is not there after
a killed run is made by the next one, and what people changed or threw away afterwards is left as it is.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

from allauth.account.models import EmailAddress
from allauth.mfa.totp.internal.auth import TOTP
from django.conf import settings
from django.db import transaction
from django.utils import timezone

from lib.registry import Registry
from lib.tenancy.state import workspace
from timeline.models import Event
from timeline.services import record
from workspaces.models import Membership, User, Workspace
from workspaces.roles import Role
from workspaces.services import found_workspace

PASSWORD = "sila-demo-2026"  # noqa: S105 - everybody may know it, bin/run prints it
TOTP_SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"  # noqa: S105
DAYS_BEFORE_CUSTOMERS = 760

# Callables that take a Stage. Lower apps come first: what they made is there for the next ones.
demo = Registry("demo")


class NotForDemo(Exception):
    """Demo people, whose password everybody knows, have no place beside real ones."""


@dataclass(frozen=True)
class Colleague:
    email: str
    name: str
    role: Role
    reports_to: str = ""


@dataclass(frozen=True)
class Company:
    slug: str
    fields: dict
    colleagues: list[Colleague]  # the owner first, and nobody before whom he reports to


@dataclass(frozen=True)
class Stage:
    """The workspace that is being furnished: its people, and the day on which all dates hang."""

    workspace: Workspace
    members: dict[str, Membership] = field(default_factory=dict)

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.workspace.time_zone)

    @property
    def today(self) -> date:
        return timezone.localdate(timezone=self.zone)

    def random(self, key: str) -> Random:
        """Dice that fall the same way in every installation."""
        return Random(f"{self.workspace.slug} {key}")  # noqa: S311 - a demo, not a secret

    def member(self, name: str) -> Membership | None:
        """The colleague of this name, the owner if there is none any more, nobody for no name."""
        return self.members.get(name, self.members["owner"]) if name else None


NOOR = Company(
    "noor",
    {
        "name": "شركة النور للتوريدات",
        "country": "SA",
        "language": "ar",
        "time_zone": "Asia/Riyadh",
        "currency": "SAR",
    },
    [
        Colleague("nasser@noor.example", "ناصر العتيبي", Role.OWNER),
        Colleague("huda@noor.example", "هدى الأنصاري", Role.ADMIN, "nasser"),
        Colleague("mona@noor.example", "منى الغامدي", Role.MANAGER, "nasser"),
        Colleague("salem@noor.example", "سالم الدوسري", Role.ACCOUNT_MANAGER, "mona"),
        Colleague("lama@noor.example", "لمى الخالدي", Role.ACCOUNT_MANAGER, "mona"),
        Colleague("yasser@noor.example", "ياسر القحطاني", Role.ACCOUNT_MANAGER, "mona"),
        Colleague("turki@noor.example", "تركي الحربي", Role.ACCOUNT_MANAGER, "mona"),
        Colleague("nouf@noor.example", "نوف الشهري", Role.ACCOUNT_MANAGER, "mona"),
        Colleague("faisal@noor.example", "فيصل الزهراني", Role.AGENT, "mona"),
        Colleague("reem@noor.example", "ريم العمري", Role.VIEWER, "nasser"),
    ],
)
BAHR = Company(
    "bahr",
    {
        "name": "Bahr Marine Supplies",
        "country": "AE",
        "language": "en",
        "time_zone": "Asia/Dubai",
        "currency": "AED",
    },
    [
        Colleague("karim@bahr.example", "Karim Haddad", Role.OWNER),
        Colleague("omar@bahr.example", "Omar Al-Marri", Role.ACCOUNT_MANAGER, "karim"),
        Colleague("anita@bahr.example", "Anita Pillai", Role.ACCOUNT_MANAGER, "karim"),
    ],
)
COMPANIES = [NOOR, BAHR]
ROOT = Colleague("root@sila.example", "Sila", Role.OWNER)


def seed() -> Iterator[str]:
    """Make what was not made yet, and name each thing that was."""
    refuse_beside_real_people()
    if not User.objects.filter(email=ROOT.email).exists():
        add_platform_staff()
        yield ROOT.email
    for company in COMPANIES:
        opened = Workspace.objects.filter(slug=company.slug).first()
        if opened is None:
            opened = found(company)
            yield f"{company.slug}: people"
        with workspace(opened.pk):
            for key in demo.keys():  # noqa: SIM118 - a registry is no dictionary: it iterates over its items
                if add_part(opened, key):
                    yield f"{company.slug}: {key}"


def refuse_beside_real_people() -> None:
    emails = [ROOT.email, *(person.email for company in COMPANIES for person in company.colleagues)]
    has_begun = User.objects.filter(email=ROOT.email).exists()
    if not settings.DEMO and not has_begun and User.objects.exclude(email__in=emails).exists():
        raise NotForDemo(
            "People work here already, and the demo's sign-ins have a password that everybody knows. "
            "Use an installation of its own for the demo."
        )
    for opened in Workspace.objects.filter(slug__in=[company.slug for company in COMPANIES]):
        with workspace(opened.pk), transaction.atomic():
            if "people" not in parts_made(opened):
                raise NotForDemo(f"The workspace {opened.slug} is there already and is not the demo's.")


def add_platform_staff() -> None:
    with transaction.atomic():
        root = add_person(ROOT, language="", is_staff=True, is_superuser=True)
        TOTP.activate(root, TOTP_SECRET)


def add_person(person: Colleague, **fields) -> User:
    found_user = User.objects.filter(email=person.email).first()
    if found_user is not None:
        return found_user
    user = User.objects.create_user(person.email, PASSWORD, name=person.name, **fields)
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user


@transaction.atomic
def found(company: Company) -> Workspace:
    """The workspace and its people, as they were before the first customer came."""
    began_at = timezone.now() - timedelta(days=DAYS_BEFORE_CUSTOMERS)
    users = {one.email: add_person(one, language=company.fields["language"]) for one in company.colleagues}
    owner = users[company.colleagues[0].email]
    opened = found_workspace(owner=owner, slug=company.slug, created_at=began_at, **company.fields)
    with workspace(opened.pk):
        members = {local_part(owner.email): Membership.objects.get(user=owner)}
        for one in company.colleagues[1:]:
            members[local_part(one.email)] = Membership.objects.create(
                user=users[one.email], role=one.role, reports_to=members[one.reports_to], started_at=began_at
            )
        note_part(opened, "people")
    return opened


def add_part(opened: Workspace, key: str) -> bool:
    """Make one app's part unless it was made before; False when there was nothing to do."""
    with transaction.atomic():
        # Two runs at once: the second one waits here and then finds the part made.
        Workspace.objects.select_for_update(no_key=True).get(pk=opened.pk)
        if key in parts_made(opened):
            return False
        demo.get(key)(stage_of(opened))
        note_part(opened, key)
    return True


def stage_of(opened: Workspace) -> Stage:
    memberships = Membership.objects.select_related("user").order_by("-number")
    members = {local_part(each.user.email): each for each in memberships}
    owners = [each for each in memberships if each.role == Role.OWNER]
    return Stage(opened, members | {"owner": owners[-1]})


def parts_made(opened: Workspace) -> set[str]:
    told = Event.objects.about(opened).filter(verb="demo.added")
    return {detail["part"] for detail in told.values_list("detail", flat=True)}


def note_part(opened: Workspace, key: str) -> None:
    record("demo.added", opened, by=None, part=key)


def local_part(email: str) -> str:
    return email.partition("@")[0]


def past_event(verb, subject, *, by, at: datetime, context=None, **detail) -> Event:
    """An event of a moment in the past, not saved yet: parts save theirs in one go, in the order of time."""
    return Event(
        verb=verb,
        actor=by,
        subject_kind=subject._meta.label_lower,
        subject_id=subject.pk,
        context_kind=context._meta.label_lower if context else "",
        context_id=context.pk if context else None,
        detail=detail,
        at=at,
    )
