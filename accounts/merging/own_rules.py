"""What a merge does with the tables of accounts that cannot simply be moved."""

from django.db.models import Q

from accounts.consents import standing_of
from accounts.merging.rules import one_each, rules, stays
from accounts.models import Consent, Position

STAYS = (
    "accounts.accountnamekey",
    "accounts.accountpair",
    "accounts.accountstatus",
    "accounts.classification",
    "accounts.conversion",
    "accounts.contactpair",
    "accounts.leadstay",
    "accounts.importrow",  # tells what an import made of a row
)


def register() -> None:
    for label in STAYS:
        rules.register(label, stays)
    rules.register("accounts.teammember", COLLEAGUES)
    rules.register("accounts.accounttag", TAGS)
    rules.register("accounts.contactinterest", TAGS)
    # Who was taken out of a segment stays out.
    rules.register("accounts.segmentmember", one_each("segment"))
    rules.register("accounts.accountvalue", VALUES)
    rules.register("accounts.contactvalue", VALUES)
    rules.register("accounts.position.account", move_positions)
    rules.register("accounts.position.contact", move_positions)
    rules.register("accounts.consent", strictest_consents)


TAGS, VALUES = one_each("tag"), one_each("field")
COLLEAGUES = one_each("member", when=Q(ended_at=None))


def move_positions(moving, model, field) -> None:
    """At both with the same person (or the same person at both): the survivor's stays, filled with what it lacks.

    An account has one main contact: the survivor's own, or else the absorbed one's.
    """
    match = "contact_id" if field.name == "account" else "account_id"
    mine = {getattr(row, match): row for row in Position.objects.filter(**{field.name: moving.survivor})}
    theirs = list(Position.objects.filter(**{field.name: moving.absorbed}).order_by("pk"))
    has_main = field.name == "account" and any(row.is_primary for row in mine.values())
    doubled = [row for row in theirs if getattr(row, match) in mine]
    moving.set_aside(Position.objects.filter(pk__in=[row.pk for row in doubled]))
    for row in doubled:
        own = mine[getattr(row, match)]
        filled = {
            name: getattr(row, name)
            for name in ("title", "decision_role")
            if getattr(row, name) and not getattr(own, name)
        }
        if row.is_primary and not has_main and not own.is_primary:
            filled["is_primary"] = True
        moving.change(own, **filled)
    if has_main:
        for row in theirs:
            if row.is_primary and row not in doubled:
                moving.change(row, is_primary=False)
    moving.move(Position, field, Position.objects.filter(**{field.name: moving.absorbed}))


def last_consents(contact) -> dict[tuple[str, str], Consent]:
    """The last word of each channel and purpose."""
    said = contact.consents.exclude(state=Consent.State.ASKED).order_by("id")
    return {(row.channel, row.purpose): row for row in said}


def strictest_consents(moving, model, field) -> None:
    """Rows are only ever added: where either has withdrawn, the survivor has withdrawn; what only the absorbed one
    agreed to is agreed to, in the same words."""
    mine, theirs = standing_of(moving.survivor), standing_of(moving.absorbed)
    for kind in sorted({*mine.kinds, *theirs.kinds}):
        own, other = mine.deciding(*kind), theirs.deciding(*kind)
        if other is None or (own is not None and own.state == Consent.State.WITHDRAWN):
            continue
        if own is None or other.state == Consent.State.WITHDRAWN:
            before = last_consents(moving.survivor).get(kind)
            written = repeat(moving, other, kind).pk
            moving.merge.consents[":".join(kind)] = [before.pk if before else None, written]


def repeat(moving, row, kind) -> Consent:
    """The same again, for the survivor; a refusal of all advertising as one of this kind of it."""
    channel, purpose = kind
    return Consent.objects.create(
        contact=moving.survivor,
        by=moving.merge.by,
        channel=channel,
        purpose=purpose,
        **proof_of(row),
    )


def proof_of(row) -> dict:
    return {
        name: getattr(row, name)
        for name in ("state", "wording", "worded_id", "language", "source", "address")
    }


def consents_before(merge, survivor) -> list[str]:
    """After an undo: where the merge had written the last word, what was before holds again. Without a word before,
    nothing is agreed to. The kinds that somebody has written about since, which stay."""
    last, stayed = last_consents(survivor), []
    for told, (before, written) in merge.consents.items():
        kind = tuple(told.split(":"))
        now = last.get(kind)
        if now is None or now.pk != written:
            stayed.append(told)
            continue
        was = Consent.objects.filter(pk=before).first()
        if was is None and now.state == Consent.State.WITHDRAWN:
            continue
        Consent.objects.create(
            contact=survivor,
            by=merge.undone_by,
            channel=now.channel,
            purpose=now.purpose,
            **proof_of(was or now) | ({} if was else {"state": Consent.State.WITHDRAWN}),
        )
    return stayed
