"""Working through a list of calls: making it of a list, and what came of each call."""

from datetime import date

from django import forms
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import Account, Position
from interactions.channels import CALLED
from interactions.due import AHEAD, TODAY, TOMORROW, WEEK
from interactions.formfields import contacts_at
from interactions.models import CallLine, CallSheet, Interaction
from interactions.models.interaction import MOST_MINUTES
from interactions.services import log_interaction
from lib.formfields import CleanCharField, IntegerField
from workspaces.roles import Permission
from workspaces.today import DayRows

MOST_CALLS = 500
MOST_UNFINISHED = 5


@transaction.atomic
def make_sheet(*, by, customers, form_token=None) -> CallSheet:
    """Of accounts, or of contacts: a contact is called for the account where it stands first."""
    sheet = CallSheet.objects.create(created_by=by, form_token=form_token)
    pairs = _pairs(customers, by)
    CallLine.objects.bulk_create(
        CallLine(sheet=sheet, place=place, account_id=account, contact_id=contact)
        for place, (account, contact) in enumerate(pairs, 1)
    )
    return sheet


def _pairs(customers, by) -> list[tuple[int, int | None]]:
    if not customers or isinstance(customers[0], Account):
        return [(each.pk, None) for each in customers if not each.is_archived]
    seen = Position.objects.visible_to(by).filter(contact__in=customers, account__archived_at=None)
    at = {}
    for position in seen.order_by("-is_primary", "pk"):
        at.setdefault(position.contact_id, position.account_id)
    return [(at[each.pk], each.pk) for each in customers if each.pk in at and not each.is_archived]


def next_line(sheet, membership) -> CallLine | None:
    """The first call that waits, of a customer whom this member may still see."""
    waiting = sheet.lines.filter(done_at=None, account__in=Account.objects.visible_to(membership))
    return waiting.select_related("account", "contact").order_by("place").first()


def unfinished(membership) -> list[CallSheet]:
    """My sheets on which calls still wait, the newest first."""
    if not membership.can(Permission.EDIT_CUSTOMERS):
        return []
    return list(CallSheet.objects.owned_by(membership).under_way().order_by("-pk")[: MOST_UNFINISHED + 1])


UNFINISHED = DayRows(_("Call sheets under way"), unfinished, "calls/today.html", is_watched=False)


@transaction.atomic
def note_call(line, *, by, outcome, minutes, text, contact, again_on: date | None) -> CallLine:
    """Log the call; with a day to call again, promise that. Pressed twice it is logged once."""
    line.account.wait_to_change()
    line.refresh_from_db(from_queryset=CallLine.objects.select_for_update(no_key=True))
    if line.done_at is not None:
        return line
    who = contact.name if contact else line.account.name
    next_step = {
        "reason": gettext("Call %(name)s again") % {"name": who},
        "due_on": again_on,
        "owner": by,
        "contact": contact,
    }
    line.interaction = log_interaction(
        account=line.account,
        by=by,
        fields={
            "channel": Interaction.Channel.CALL,
            "direction": Interaction.Direction.OUT,
            "minutes": minutes,
            "text": text,
            "outcome": outcome,
        },
        contacts=[contact] if contact else [],
        next_step=next_step if again_on else None,
    )
    line.done_at = timezone.now()
    line.save(update_fields=["interaction", "done_at"])
    return line


@transaction.atomic
def pass_over(line) -> None:
    """Not called after all; take_back() puts it back."""
    CallLine.objects.filter(pk=line.pk, done_at=None).update(done_at=timezone.now())


@transaction.atomic
def take_back(line, *, by) -> None:
    """As if the call had not been made: its interaction is removed, and with it the promise to call again."""
    if line.interaction is not None:
        line.account.wait_to_change()
        line.interaction.remove(by=by)
        for step in line.interaction.next_steps.filter(state="open"):
            step.cancel(by=by)
    CallLine.objects.filter(pk=line.pk).update(done_at=None, interaction=None)


class CallForm(forms.Form):
    """What came of one call; the pressed button is the outcome."""

    line = forms.IntegerField(widget=forms.HiddenInput)
    outcome = forms.ChoiceField(choices=[(each.value, each.label) for each in CALLED], label=_("Outcome"))
    contact = forms.ChoiceField(required=False, widget=forms.RadioSelect, label=_("Who is called"))
    minutes = IntegerField(required=False, min_value=1, max_value=MOST_MINUTES, label=_("Minutes"))
    text = CleanCharField(
        required=False, max_length=10_000, widget=forms.Textarea(attrs={"rows": 3}), label=_("What was said")
    )
    again = forms.ChoiceField(
        choices=[
            ("", _("Not again")),
            (TODAY, _("Today")),
            (TOMORROW, _("Tomorrow")),
            (WEEK, _("In a week")),
        ],
        required=False,
        widget=forms.RadioSelect,
        label=_("Call again"),
    )

    def __init__(self, data=None, *, line):
        self.people = {str(each.number): each for each in contacts_at(line.account)}
        chosen = line.contact or next(iter(self.people.values()), None)
        super().__init__(data, initial={"line": line.place, "contact": chosen and str(chosen.number)})
        self.fields["contact"].choices = [("", _("Nobody by name"))] + [
            (number, each.name) for number, each in self.people.items()
        ]

    def clean_contact(self):
        return self.people.get(self.cleaned_data["contact"])

    @property
    def written(self) -> dict:
        """A customer who asked to be called again is, tomorrow unless another day was chosen."""
        cleaned = self.cleaned_data
        asked = cleaned["outcome"] == Interaction.Outcome.CALL_BACK
        again = cleaned["again"] or (TOMORROW if asked else "")
        known = {name: cleaned[name] for name in ("outcome", "minutes", "text", "contact")}
        return known | {"again_on": timezone.localdate() + AHEAD[again] if again else None}
