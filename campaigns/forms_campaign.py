"""What a colleague decides about a campaign: what it says, to whom, for what purpose, and when."""

from datetime import UTC, date, datetime, time

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import Account, Segment
from accounts.models.lookups import NEEDS_A_LETTER, says_something
from accounts.purposes import purpose_choices, purpose_names
from campaigns.audience_words import LABELS, cities, colleagues
from campaigns.formfields import InUseField, SeveralField, TemplateField
from campaigns.forms_variants import VariedFields
from campaigns.models import Template
from campaigns.models.campaign import LONGEST_NAME
from campaigns.scheduling import OF_CAMPAIGN
from interactions.due import FURTHEST
from interactions.formfields import ClockField
from lib import formats
from lib.formfields import CleanCharField, DayField, FormTokenField, IntegerField

EVERYBODY, SEGMENT, CUSTOMERS = "everybody", "segment", "customers"
AT_ONCE, AT = "now", "at"
# From so many recipients on, whoever schedules types how many they are.
TYPED_FROM = 100


class AddressedForm(forms.Form):
    """What is said, for what purpose and to whom: of a campaign, or of a series of them."""

    form_token = FormTokenField()
    version = forms.IntegerField(required=False, widget=forms.HiddenInput, min_value=0, max_value=2**31 - 1)
    name = CleanCharField(
        max_length=LONGEST_NAME, label=_("Name"), help_text=_("For colleagues; customers do not see it.")
    )
    template = TemplateField(Template, label=_("Template, by channel"), empty_label=_("Choose a template"))
    purpose = forms.ChoiceField(
        label=pgettext_lazy("campaign", "What it is for"),
        help_text=_(
            "Only who agreed to this gets it. Service messages and surveys come until they are refused."
        ),
    )
    whom = forms.ChoiceField(
        choices=[
            (EVERYBODY, _("Everybody who agreed")),
            (SEGMENT, _("A segment")),
            (CUSTOMERS, _("Contacts of some customers")),
        ],
        widget=forms.RadioSelect,
        initial=EVERYBODY,
        label=_("To whom"),
    )
    segment = InUseField(Segment, required=False, label=_("Segment"), empty_label=_("Choose a segment"))
    status = SeveralField(choices=Account.Status.choices, label=LABELS["status"])
    tier = SeveralField(choices=Account.Tier.choices, label=LABELS["tier"])
    management_type = SeveralField(choices=Account.ManagementType.choices, label=LABELS["management_type"])
    owner = SeveralField(label=LABELS["owner"])
    city = SeveralField(label=LABELS["city"])

    def __init__(self, data=None, *, standing=None):
        self.standing = standing
        audience = standing.audience if standing else {}
        spec = audience.get("accounts") or {}
        super().__init__(data, initial=self._stands(standing, audience, spec))
        self.fields["template"].offering(pk=standing.template_id if standing else None)
        self.fields["segment"].offering(number=audience.get("segment"))
        purposes = purpose_choices()
        if standing and standing.purpose not in dict(purposes):
            purposes.append((standing.purpose, purpose_names().get(standing.purpose, standing.purpose)))
        self.fields["purpose"].choices = purposes
        self.members = {str(member.number): member for member in colleagues(spec.get("owner", ()))}
        self.fields["owner"].choices = [(key, member.user.name) for key, member in self.members.items()]
        self.initial["owner"] = [
            key for key, member in self.members.items() if member.pk in spec.get("owner", ())
        ]
        self.fields["city"].choices = [(city, city) for city in cities(spec.get("city", ()))]

    def _stands(self, standing, audience, spec) -> dict:
        if standing is None:
            return {}
        stands = {name: getattr(standing, name) for name in ("name", "purpose", "version")}
        stands["template"] = standing.template.number
        stands["whom"] = CUSTOMERS if spec else SEGMENT if "segment" in audience else EVERYBODY
        stands["segment"] = audience.get("segment")
        return stands | {name: values for name, values in spec.items() if name != "owner"}

    @property
    def narrowing(self):
        return [self[name] for name in LABELS if self.fields[name].choices or name in self.errors]

    def clean_name(self):
        name = self.cleaned_data["name"]
        if not says_something(name):
            raise ValidationError(NEEDS_A_LETTER)
        return name

    def clean(self):
        cleaned = super().clean()
        return cleaned | {"audience": self._audience(cleaned)}

    def _audience(self, cleaned) -> dict:
        if cleaned.get("whom") == SEGMENT:
            if not cleaned.get("segment") and "segment" not in self.errors:
                self.add_error("segment", self.fields["segment"].error_messages["required"])
            return {"segment": cleaned["segment"].number} if cleaned.get("segment") else {}
        if cleaned.get("whom") != CUSTOMERS:
            return {}
        chosen = {name: cleaned[name] for name in LABELS if cleaned.get(name)}
        if "owner" in chosen:
            chosen["owner"] = [self.members[key].pk for key in chosen["owner"]]
        if not chosen and not set(LABELS) & set(self.errors):
            self.add_error("whom", _("Tick what the customers are chosen by, or choose everybody."))
        return {"accounts": chosen}


class CampaignForm(VariedFields, AddressedForm):
    when = forms.ChoiceField(
        choices=[(AT_ONCE, _("As soon as it is scheduled")), (AT, _("At a certain time"))],
        widget=forms.RadioSelect,
        initial=AT_ONCE,
        label=_("When it is sent"),
    )
    send_on = DayField(required=False, label=_("Day"))
    send_clock = ClockField(required=False, label=_("Time"))
    expire_on = DayField(required=False, label=_("Not later than this day"))
    expire_clock = ClockField(required=False, label=_("and this time"))

    def __init__(self, data=None, *, campaign=None):
        self.campaign = campaign
        super().__init__(data, standing=campaign)
        if campaign is not None:
            self.initial |= self._times(campaign)

    def _times(self, campaign) -> dict:
        stands = {"when": AT if campaign.send_at else AT_ONCE}
        for name, moment in (("send", campaign.send_at), ("expire", campaign.expire_at)):
            if moment:
                local = timezone.localtime(moment)
                stands |= {f"{name}_on": local.date(), f"{name}_clock": local.time()}
        return stands

    def clean(self):
        cleaned = super().clean()
        send_at = expire_at = None
        if cleaned.get("when") == AT:
            send_at = self._moment("send", cleaned, is_needed=True)
            if send_at and send_at <= timezone.now() and not self._stands_already("send_at", send_at):
                self.add_error("send_on", _("This time is over. Choose another one."))
        if cleaned.get("expire_on") or cleaned.get("expire_clock"):
            expire_at = self._moment("expire", cleaned, is_needed=True)
        if expire_at and expire_at <= (send_at or timezone.now()):
            self.add_error("expire_on", _("This is before it is sent. Choose a later time."))
        return cleaned | {"send_at": send_at, "expire_at": expire_at}

    def _stands_already(self, name, moment) -> bool:
        return self.campaign is not None and getattr(self.campaign, name) == moment

    def _moment(self, name, cleaned, *, is_needed) -> datetime | None:
        """The day and the time as one moment of the workspace's zone."""
        day, clock = cleaned.get(f"{name}_on"), cleaned.get(f"{name}_clock")
        for field, value in ((f"{name}_on", day), (f"{name}_clock", clock)):
            if value is None and is_needed and field not in self.errors:
                self.add_error(field, self.fields[field].error_messages["required"])
        if day is None or clock is None:
            return None
        if not abs(day - timezone.localdate()) < FURTHEST:
            self.add_error(f"{name}_on", _("This day is too far away. Check the year."))
            return None
        return self._aware(name, day, clock)

    def _aware(self, name, day: date, clock: time) -> datetime | None:
        wall = datetime.combine(day, clock)
        moment = timezone.make_aware(wall)
        if timezone.localtime(moment.astimezone(UTC)).replace(tzinfo=None) != wall:
            text = _("The clock is put forward over this hour on that day. Choose another.")
            self.add_error(f"{name}_clock", text)
            return None
        stood = getattr(self.campaign, f"{name}_at", None)
        if stood and timezone.localtime(stood).replace(second=0, microsecond=0) == moment:
            return stood  # which of two equal hours it was, and its seconds, stay as they were
        return moment

    @property
    def written(self) -> dict:
        return {name: self.cleaned_data[name] for name in OF_CAMPAIGN}


class ScheduleForm(forms.Form):
    """The last word: how many it goes to, typed where they are many."""

    version = forms.IntegerField(required=False, widget=forms.HiddenInput, min_value=0, max_value=2**31 - 1)
    typed = IntegerField(required=False, min_value=0, label=_("How many recipients"))

    def __init__(self, data=None, *, campaign, numbers):
        super().__init__(data, initial={"version": campaign.version})
        self.written_to = written_to = numbers.written_to
        if numbers.is_whole and written_to < TYPED_FROM:
            del self.fields["typed"]
            return
        text = _("To confirm, type how many it will be written to: %(count)s")
        if not numbers.is_whole:
            text = _("It will be written to more than %(count)s. To confirm, type this number.")
        self.fields["typed"].help_text = text % {"count": formats.number(written_to)}

    def clean_typed(self):
        typed = self.cleaned_data["typed"]
        if typed != self.written_to:
            text = _("It will be written to %(count)s. Type this number to confirm.")
            raise ValidationError(text, params={"count": formats.number(self.written_to)})
        return typed
