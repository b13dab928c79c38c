"""The settings of visits as verbs: keys of websites, and how long visits are kept."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models.leads import one_change_of_lists
from lib.tokens import hash_of, new_token
from timeline.services import record
from visits.models import VisitKey, VisitRules
from visits.models.key import SHOWN_END

PREFIX = "sv_"


@transaction.atomic
def make_key(*, name, by, form_token=None) -> tuple[VisitKey, str]:
    """A key and its secret, which is shown this once; nothing for the secret where the same form made it before."""
    one_change_of_lists()
    made = VisitKey.objects.filter(form_token=form_token).first() if form_token else None
    if made is not None:
        return made, ""
    if VisitKey.objects.in_use().count() >= VisitKey.most:
        raise ValidationError(_("There are enough keys. Revoke one that is not used any more."))
    token = PREFIX + new_token()
    made = VisitKey.objects.create(
        name=name, token_hash=hash_of(token), ending=token[-SHOWN_END:], created_by=by, form_token=form_token
    )
    record("visitkey.made", made, by=by, key=made.name)
    return made, token


@transaction.atomic
def revoke_key(key, *, by) -> None:
    """Nothing comes in by it from now on. What came stays."""
    key.refresh_from_db(from_queryset=VisitKey.objects.select_for_update(no_key=True))
    if not key.is_revoked:
        key.revoked_at = timezone.now()
        key.save(update_fields=["revoked_at"])
        record("visitkey.revoked", key, by=by, key=key.name)


@transaction.atomic
def keep_for(months: int, *, by) -> None:
    if VisitRules.objects.standing().keep_months == months:
        return
    kept, _is_new = VisitRules.objects.update_or_create(defaults={"keep_months": months})
    record("visitrules.changed", kept, by=by, months=months)


def is_asked() -> bool:
    """Whether customers are asked about it: once a website may tell of them."""
    return VisitKey.objects.in_use().exists()
