"""What a person may write about a meeting: when and where it is, who is there, and how it went."""

from datetime import UTC, datetime, timedelta
from functools import partial

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from accounts.forms import MemberField
from interactions.due import FURTHEST, DueFields
from interactions.formfields import ClockField, ContactsField, contacts_at
from interactions.forms import CUSTOMER, INTERNAL
from lib import formats
from lib.formats import isolated
from lib.formfields import CleanCharField, DayField, FormTokenField, IntegerField
from meetings.models import Meeting
from meetings.models.meeting import MOST_MINUTES, WRITTEN
from meetings.services import HELD, NO_SHOW, collisions
from workspaces.models import Membership
from workspaces.working_hours import working_hours_of

USUAL_MINUTES = 60
ICONS = {Meeting.Kind.OFFICE: "building", Meeting.Kind.VISIT: "map-pin", Meeting.Kind.ONLINE: "world"}


class MembersField(forms.MultipleChoiceField):
    """Colleagues by number; those to choose from are read once, by whoever makes the form."""

    widget = forms.CheckboxSelectMultiple

    def offer(self, members):
        self.offered = {str(member.number): member for member in members}
        self.choices = [(number, member.user.name) for number, member in self.offered.items()]

    def clean(self, value):
        return [self.offered[number] for number in dict.fromkeys(super().clean(value))]


class MeetingForm(forms.Form):
    """Over an account; `instance` is edited."""

    form_token = FormTokenField()
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    subject = CleanCharField(
        max_length=200,
        label=_("What is it about?"),
        widget=forms.TextInput(attrs={"autocomplete": "off", "data-first": ""}),
    )
    on = DayField(label=_("Day"))
    clock = ClockField(label=_("Time"))
    minutes = IntegerField(min_value=5, max_value=MOST_MINUTES, initial=USUAL_MINUTES, label=_("Minutes"))
    kind = forms.ChoiceField(
        choices=Meeting.Kind, widget=forms.RadioSelect, initial="office", label=_("Where")
    )
    place = CleanCharField(required=False, max_length=300, label=_("Address, or link of the online meeting"))
    agenda = CleanCharField(
        required=False, max_length=5_000, widget=forms.Textarea(attrs={"rows": 4}), label=_("Agenda")
    )
    contacts = ContactsField(required=False, label=_("Who comes from the customer"))
    organizer = MemberField(label=_("Who invites"), empty_label=None)
    colleagues = MembersField(required=False, label=_("Colleagues who go along"))
    is_inviting = forms.BooleanField(
        required=False, label=_("Send invitations by e-mail to those who come from the customer")
    )
    in_spite = forms.BooleanField(required=False, label=_("Plan it all the same"))

    def __init__(self, data=None, *, membership, account, instance=None, **kwargs):
        self.membership, self.about, self.instance = membership, account, instance
        initial = {"organizer": membership, **(initial_of(instance) if instance else {})}
        super().__init__(data, initial={**initial, **kwargs.pop("initial", {})}, **kwargs)
        also = [each.pk for each in instance.contacts] if instance else []
        self.fields["contacts"].offer(partial(contacts_at, account, also=also))
        if "contacts" not in self.initial:
            offered = self.fields["contacts"].offered.values()
            self.initial["contacts"] = [each.number for each in offered if each.is_main]
        self.fields["organizer"].offering(kept=instance.organizer_id if instance else None)
        going = [each.pk for each in instance.colleagues] if instance else []
        members = Membership.objects.filter(ended_at=None) | Membership.objects.filter(pk__in=going)
        self.fields["colleagues"].offer(members.select_related("user").order_by("user__name"))
        self.warnings: list[str] = []

    @property
    def kinds(self):
        return [(radio, ICONS[radio.data["value"]]) for radio in self["kind"]]

    def clean(self):
        cleaned = super().clean()
        self._clean_moment(cleaned)
        if not self.errors:
            cleaned["colleagues"] = [each for each in cleaned["colleagues"] if each != cleaned["organizer"]]
            self._warn(cleaned)
        return cleaned

    def _clean_moment(self, cleaned):
        day, clock, minutes = (cleaned.get(name) for name in ("on", "clock", "minutes"))
        if None in (day, clock, minutes):
            return
        if not abs(day - timezone.localdate()) < FURTHEST:
            self.add_error("on", _("This day is too far away. Check the year."))
            return
        wall = datetime.combine(day, clock)
        starts_at = timezone.make_aware(wall)
        if timezone.localtime(starts_at.astimezone(UTC)).replace(tzinfo=None) != wall:
            self.add_error("clock", _("The clock is put forward over this hour on that day. Choose another."))
            return
        found = self.instance
        if found and timezone.localtime(found.starts_at).replace(second=0, microsecond=0) == starts_at:
            starts_at = found.starts_at  # which of two equal hours it was stays as it was
        cleaned["starts_at"] = starts_at
        # As time passes: an hour over the night in which the clock is put back is an hour.
        cleaned["ends_at"] = starts_at.astimezone(UTC) + timedelta(minutes=minutes)
        is_moved = not found or (starts_at, cleaned["ends_at"]) != (found.starts_at, found.ends_at)
        if is_moved and cleaned["ends_at"] <= timezone.now():
            self.add_error("on", _("This time is over. Log what happened as an interaction."))

    def _warn(self, cleaned):
        """What speaks against this time is said once; whoever plans decides."""
        found = self.instance
        members = [cleaned["organizer"], *cleaned["colleagues"]]
        times = cleaned["starts_at"], cleaned["ends_at"]
        if found and times == (found.starts_at, found.ends_at) and set(members) <= set(found.members):
            return
        # A form that is sent twice does not collide with what it made.
        itself = found or Meeting.objects.filter(form_token=cleaned["form_token"]).first()
        self.warnings = [
            self._collision(member, other)
            for member, other in collisions(members, *times, besides=itself and itself.pk)
        ]
        hours = working_hours_of(self.membership.workspace)
        if not hours.is_working_day(cleaned["on"]):
            text = _now("%(day)s is a day off here.")
            self.warnings.append(text % {"day": isolated(formats.day(cleaned["on"]))})
        if self.warnings and not cleaned["in_spite"]:
            for text in self.warnings:
                self.add_error(None, text)

    def _collision(self, member, other) -> str:
        words = {"colleague": isolated(member.user.name), "when": isolated(other.when)}
        if not Meeting.objects.visible_to(self.membership).filter(pk=other.pk).exists():
            return _now("%(colleague)s is at another meeting then: %(when)s.") % words
        words["name"] = isolated(f"{other.name} ({other.account.name})")
        return _now("%(colleague)s is at another meeting then: %(name)s, %(when)s.") % words

    @property
    def written(self) -> dict:
        return {name: self.cleaned_data[name] for name in WRITTEN}

    def apply(self) -> list[str]:
        """Put what was typed into the meeting that is edited; the names of what changed."""
        found, cleaned = self.instance, self.cleaned_data
        changed = [name for name, value in self.written.items() if getattr(found, name) != value]
        for name, standing in (("colleagues", found.colleagues), ("contacts", found.contacts)):
            if set(cleaned[name]) != set(standing):
                changed.append(name)
        for name, value in self.written.items():
            setattr(found, name, value)
        return changed


def initial_of(instance) -> dict:
    begins = timezone.localtime(instance.starts_at)
    return {
        **{name: getattr(instance, name) for name in ("subject", "kind", "place", "agenda", "organizer")},
        "on": begins.date(),
        "clock": begins.time(),
        "minutes": instance.minutes,
        "contacts": [each.number for each in instance.contacts],
        "colleagues": [each.number for each in instance.colleagues],
        "version": instance.version,
    }


class LogForm(DueFields):
    """How a meeting went, and what comes next."""

    outcome = forms.ChoiceField(
        choices=[(HELD, _("It took place")), (NO_SHOW, _("Nobody came"))],
        widget=forms.RadioSelect,
        initial=HELD,
        label=_("How did it go?"),
    )
    contacts = ContactsField(required=False, label=_("Who was there"))
    text = CleanCharField(
        required=False,
        max_length=10_000,
        widget=forms.Textarea(
            attrs={"rows": 4, "placeholder": _("What was said, what was agreed?"), "data-first": ""}
        ),
        label=_("What happened"),
    )
    minutes = IntegerField(required=False, min_value=1, max_value=MOST_MINUTES, label=_("Minutes"))
    seen_by = forms.ChoiceField(
        choices=[(INTERNAL, _("Internal")), (CUSTOMER, _("Visible to the customer"))],
        widget=forms.RadioSelect,
        initial=INTERNAL,
        label=_("Who sees it"),
    )
    next_step = CleanCharField(
        required=False,
        max_length=300,
        label=_("Next step"),
        widget=forms.TextInput(attrs={"placeholder": _("What is to be done next?"), "autocomplete": "off"}),
    )

    def __init__(self, data=None, *, membership, meeting, **kwargs):
        self.membership = membership
        attending = meeting.contacts
        initial = {"contacts": [each.number for each in attending], "minutes": meeting.minutes}
        super().__init__(data, initial=initial, **kwargs)
        also = [each.pk for each in attending]
        self.fields["contacts"].offer(partial(contacts_at, meeting.account, also=also))

    @property
    def audiences(self):
        signs = {INTERNAL: "lock", CUSTOMER: "eye"}
        return [(radio, signs[radio.data["value"]]) for radio in self["seen_by"]]

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("next_step"):
            self.clean_due(cleaned)
        return cleaned

    @property
    def written(self) -> dict:
        cleaned = self.cleaned_data
        return {
            "outcome": cleaned["outcome"],
            "contacts": cleaned["contacts"] if cleaned["outcome"] == HELD else [],
            "text": cleaned["text"],
            "minutes": cleaned["minutes"],
            "is_visible": cleaned["seen_by"] == CUSTOMER,
            "next_step": self._promised(cleaned),
        }

    def _promised(self, cleaned) -> dict | None:
        if not cleaned["next_step"]:
            return None
        contact = next(iter(cleaned["contacts"]), None)
        promised = {"reason": cleaned["next_step"], "due_on": cleaned["due"]}
        return {**promised, "owner": self.membership, "contact": contact}
