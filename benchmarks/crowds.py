"""Workspaces with many who agreed to be written to, and campaigns to them: what bin/benchmark campaigns measures on."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connections, transaction
from django.utils import timezone

from benchmarks.large import fill, indexes_afterwards
from benchmarks.large import insert as insert_as_owner
from benchmarks.workspace import SLUG, remove, tell_the_planner
from campaigns import draining, starting
from campaigns.models import Campaign, Recipient, SendChunk
from campaigns.scheduling import add_campaign, schedule
from campaigns.writing import add_block, add_template
from lib.tenancy.state import workspace
from workspaces.models import Membership, User
from workspaces.services import found_workspace

A_CUSTOMER = 10  # contacts
TABLES = ("accounts_account", "accounts_contact", "accounts_position", "accounts_consent")
POSITIONS = """
    insert into accounts_position (workspace_id, contact_id, account_id, title, decision_role, is_primary)
    select contact.workspace_id, contact.id, account.id, '', '', false
    from accounts_contact contact join accounts_account account on account.workspace_id = contact.workspace_id
    and account.number = 1 + contact.number %% %(accounts)s where contact.workspace_id = %(workspace)s
"""
CONSENTS = """
    insert into accounts_consent (workspace_id, contact_id, channel, purpose, state, wording, source, at)
    select workspace_id, id, 'email', 'marketing', 'given', 'Yes', 'benchmark', now()
    from accounts_contact where workspace_id = %(workspace)s
"""
PARAGRAPH_AR = (
    "يسعدنا أن نقدّم لكم عرض الموسم على جميع خدماتنا، مع خصم خاص لعملائنا الدائمين حتى نهاية الشهر. " * 3
)
PARAGRAPH_EN = (
    "We are glad to offer you this season's prices on all of our services until the end of the month. " * 3
)


@contextmanager
def crowd(count: int, slug: str = SLUG, *, keep: bool = False) -> Iterator:
    """A workspace with so many contacts who agreed, ten for each customer; removed in the end unless it is kept."""
    email = f"{slug}@sila.example"
    remove(slug, email=email)
    try:
        user = User.objects.filter(email=email).first() or User.objects.create_user(
            email, None, name="Benchmark"
        )
        opened = found_workspace(owner=user, slug=slug, name="قياس")
        with workspace(opened.pk):
            accounts = max(count // A_CUSTOMER, 1)
            if count > 50_000:
                with indexes_afterwards(TABLES):
                    _fill(opened, accounts, count)
            else:
                _fill(opened, accounts, count)
        tell_the_planner()
        yield opened
    finally:
        if not keep:
            remove(slug, email=email)


def _fill(opened, accounts: int, count: int) -> None:
    fill(accounts, count)
    insert_as_owner(POSITIONS, workspace=opened.pk, accounts=accounts)
    insert_as_owner(CONSENTS, workspace=opened.pk)


@transaction.atomic
def planned(name: str = "Season") -> Campaign:
    """A campaign to all of the open workspace, in both languages, that is due."""
    by = Membership.objects.order_by("number").first()
    template = add_template(
        by=by, name=f"{name} {timezone.now()}", subject_ar="عرض الموسم لـ{العميل}", subject_en="The season"
    )
    for kind, arabic, english in (
        ("heading", "أهلًا {الاسم الأول}", "Welcome {first name}"),
        ("text", PARAGRAPH_AR, PARAGRAPH_EN),
        ("text", PARAGRAPH_AR, PARAGRAPH_EN),
        ("text", PARAGRAPH_AR, PARAGRAPH_EN),
    ):
        add_block(template, by=by, fields={"kind": kind, "text_ar": arabic, "text_en": english})
    made = add_campaign(by=by, name=name, purpose="marketing", template=template)
    schedule(made, by=by)
    return made


def begun(name: str = "Season") -> Campaign:
    """Its recipients are written down too."""
    made = planned(name)
    starting.start_next()
    return made


def sent_on(most: int | None = None) -> int:
    """Part by part, as one worker does it, until nothing is open or so many have left."""
    sent = 0
    while most is None or sent < most:
        taken = draining.drain()
        sent += taken
        if not taken and not _is_open():
            break
    return sent


@transaction.atomic
def _is_open() -> bool:
    return SendChunk.objects.filter(state=SendChunk.State.OPEN, due_at__lte=timezone.now()).exists()


@transaction.atomic
def settled(campaign) -> dict[str, int]:
    """By state of the rows, which have to be what its counters say."""
    now = Campaign.objects.get(pk=campaign.pk)
    rows = Recipient.objects.filter(campaign=campaign)
    states = {state: rows.filter(state=state).count() for state in Recipient.State.values}
    found = {state: number for state, number in states.items() if number}
    if now.counted != found:
        raise RuntimeError(f"{now.counted} is counted, {found} is there")
    return found


def tidied() -> None:
    """As autovacuum does it between two campaigns."""
    with connections["owner"].cursor() as cursor:
        cursor.execute("vacuum analyze campaigns_recipient, campaigns_sendchunk, campaigns_lane")
