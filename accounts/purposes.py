"""What messages are for: the usual purposes and the workspace's own, and the words each is agreed to in."""

from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Consent, ConsentPurpose, ConsentWording
from accounts.models.consent import WAYS, WEB
from accounts.models.contact import Channel
from accounts.models.leads import one_change_of_lists
from accounts.models.naming import in_two_languages
from lib.registry import Registry
from lib.tenancy.models import take_numbers
from lib.text import fold
from timeline.services import record

Purpose = Consent.Purpose
VISITS_NAME = gettext_lazy("What I look at on your website")
# Whether customers are asked about a purpose that is no message: those who use it say so.
asked_besides = Registry("purposes besides messages")


def chosen_purposes() -> list[str]:
    """What a customer chooses about. Service messages come as long as there is something to serve."""
    return [
        Purpose.MARKETING,
        *ConsentPurpose.objects.in_use().values_list("code", flat=True),
        Purpose.SURVEY,
        *(code for code, is_asked in zip(asked_besides.keys(), asked_besides, strict=True) if is_asked()),
    ]


def ways_of(purpose: str) -> list[str]:
    """By which channels it may be agreed to."""
    return [WEB] if purpose == Consent.VISITS else Channel.values


def way_name(way: str) -> str:
    return str(dict(WAYS).get(way, way))


def purpose_names() -> dict[str, str]:
    """All that rows may name, also what is archived, in the reader's language."""
    own = ConsentPurpose.objects.values_list("code", "label_ar", "label_en")
    names = {code: in_two_languages(label_ar, label_en) for code, label_ar, label_en in own}
    return usual_names() | names


def usual_names() -> dict[str, str]:
    return {value: str(label) for value, label in [*Purpose.choices, (Consent.VISITS, VISITS_NAME)]}


def names_of(codes) -> dict[str, str]:
    """As purpose_names(), without a query where all of them are usual ones."""
    usual = usual_names()
    return usual if set(codes) <= set(usual) else purpose_names()


def purpose_choices() -> list[tuple[str, str]]:
    """What messages may be for, the usual purposes first."""
    return [*Purpose.choices, *((own.code, own.label) for own in ConsentPurpose.objects.in_use())]


def agreeable() -> list[tuple[str, str]]:
    """All that a customer may agree to: purposes of messages, and to be seen on the website."""
    return [*purpose_choices(), (Consent.VISITS, str(VISITS_NAME))]


def labels_of(codes: Iterable[str]) -> dict[str, list[str]]:
    """How the workspace's own ones are called in both languages, for events that tell it later."""
    wanted = {code for code in codes if code not in (*Purpose.values, Consent.VISITS)}
    found = ConsentPurpose.objects.filter(code__in=wanted) if wanted else ()
    return {own.code: [own.label_ar, own.label_en] for own in found}


def told_purpose(code) -> dict:
    named = labels_of([code])
    return {"purpose": code, "named": named} if named else {"purpose": code}


def wordings() -> dict[str, ConsentWording]:
    """The version in force of each purpose that has one."""
    return {each.purpose: each for each in ConsentWording.objects.order_by("version")}


def _check(label_ar, label_en, *, but=None) -> None:
    wanted = {fold(label) for label in (label_ar, label_en)} - {""}
    for other in ConsentPurpose.objects.in_use().exclude(pk=but):
        if wanted & {fold(other.label_ar), fold(other.label_en)}:
            raise ValidationError(_("There is another purpose of this name."))


@transaction.atomic
def add_purpose(*, by, label_ar, label_en, form_token=None) -> ConsentPurpose:
    one_change_of_lists()
    _check(label_ar, label_en)
    if ConsentPurpose.objects.in_use().count() >= ConsentPurpose.most:
        raise ValidationError(_("The list is full. Archive an entry first."))
    number = take_numbers(ConsentPurpose)
    made = ConsentPurpose.objects.create(
        number=number, code=f"p{number}", label_ar=label_ar, label_en=label_en, form_token=form_token
    )
    record("consentpurpose.added", made, by=by, **told_purpose(made.code))
    return made


@transaction.atomic
def rename_purpose(purpose, *, by, label_ar, label_en) -> None:
    one_change_of_lists()
    purpose.refresh_from_db()
    if (purpose.label_ar, purpose.label_en) == (label_ar, label_en):
        return
    _check(label_ar, label_en, but=purpose.pk)
    purpose.label_ar, purpose.label_en = label_ar, label_en
    purpose.save(update_fields=["label_ar", "label_en"])
    record("consentpurpose.renamed", purpose, by=by, **told_purpose(purpose.code))


@transaction.atomic
def archive_purpose(purpose, *, by) -> None:
    """Nobody is asked about it any more; what was agreed to is still read."""
    one_change_of_lists()
    purpose.refresh_from_db()
    if not purpose.is_archived:
        purpose.archived_at = timezone.now()
        purpose.save(update_fields=["archived_at"])
        record("consentpurpose.archived", purpose, by=by, **told_purpose(purpose.code))


@transaction.atomic
def restore_purpose(purpose, *, by) -> None:
    one_change_of_lists()
    purpose.refresh_from_db()
    if purpose.is_archived:
        _check(purpose.label_ar, purpose.label_en, but=purpose.pk)
        purpose.archived_at = None
        purpose.save(update_fields=["archived_at"])
        record("consentpurpose.restored", purpose, by=by, **told_purpose(purpose.code))


@transaction.atomic
def word(code, *, by, text_ar, text_en) -> ConsentWording:
    """A new version, unless it says the same as the one in force."""
    one_change_of_lists()
    last = wordings().get(code)
    if last and (last.text_ar, last.text_en) == (text_ar, text_en):
        return last
    made = ConsentWording.objects.create(
        purpose=code, version=last.version + 1 if last else 1, text_ar=text_ar, text_en=text_en, by=by
    )
    record("consentwording.written", made, by=by, **told_purpose(code))
    return made
