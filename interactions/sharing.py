"""Sharing files with customers by a link that expires."""

from datetime import timedelta

from django import forms
from django.db import transaction
from django.db.models import Count, Max
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from interactions.formfields import contacts_at
from interactions.models import SharedLink
from lib.formfields import FormTokenField
from lib.tokens import hash_of
from timeline.services import record

DAYS = {"1": _("One day"), "7": _("One week"), "30": _("One month"), "90": _("Three months")}


@transaction.atomic
def share(*, attachment, account, contact, language, days, token, by, form_token=None) -> SharedLink:
    """Open the file to whoever has this token, for so many days. Refused while the customer is archived."""
    account.wait_to_change()
    made = SharedLink.objects.create(
        attachment=attachment,
        account=account,
        contact=contact,
        language=language,
        token_hash=hash_of(token),
        expires_at=timezone.now() + timedelta(days=days),
        created_by=by,
        form_token=form_token,
    )
    record("sharedlink.created", made, by=by, context=account, until=made.expires_at.isoformat())
    return made


def links_of(attachments) -> list:
    """The links of these files, each with how often it was opened and when last."""
    if not attachments:
        return []
    links = SharedLink.objects.filter(attachment__in=attachments).select_related("attachment", "contact")
    return list(links.annotate(times=Count("openings"), last_at=Max("openings__at")).order_by("-pk"))


class ShareForm(forms.Form):
    form_token = FormTokenField()
    days = forms.ChoiceField(
        choices=list(DAYS.items()), widget=forms.RadioSelect, initial="7", label=_("How long it works")
    )
    contact = forms.ChoiceField(
        required=False,
        label=_("For whom"),
        help_text=_("The page they see is in their language. The link opens for whoever has it."),
    )

    def __init__(self, *args, account, **kwargs):
        super().__init__(*args, **kwargs)
        self.offered = {str(each.number): each for each in contacts_at(account)}
        names = [(number, each.name) for number, each in self.offered.items()]
        self.fields["contact"].choices = [("", account.name), *names]

    def clean_days(self) -> int:
        return int(self.cleaned_data["days"])

    def clean_contact(self):
        return self.offered.get(self.cleaned_data["contact"])
