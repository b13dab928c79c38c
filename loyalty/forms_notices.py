"""What a manager says about letters to members."""

from django import forms
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from loyalty.models import NoticeTerms
from timeline.services import record


class NoticeTermsForm(forms.ModelForm):
    class Meta:
        model = NoticeTerms
        fields = ["tells_earned", "tells_expiry", "tells_tiers", "tells_vouchers"]
        labels = {
            "tells_earned": _("Points that were earned, the next morning as one sum"),
            "tells_expiry": _("Points that are about to expire, 30, 7 and 1 days before"),
            "tells_tiers": _("A loyalty tier that was reached, or is about to be lost"),
            "tells_vouchers": _("Vouchers that are about to end, 7 days and 1 day before"),
        }

    def _post_clean(self):
        self._validate_unique = False
        super()._post_clean()


@transaction.atomic
def keep_terms(terms: NoticeTerms, *, by, changed: list[str]) -> None:
    """Where none was written, what happened until now is told to nobody."""
    if not changed and terms.pk:
        return
    before = NoticeTerms.objects.filter(pk=terms.pk).first()
    if before is None or not before.is_any:
        terms.since = timezone.now()
    terms.save()
    record("noticeterms.changed", terms, by=by, fields=sorted(changed))
