"""What an admin may set about how members sign in. No limit is longer than the installation's own."""

from django import forms
from django.conf import settings
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from lib.formats import number
from lib.formfields import IntegerField
from workspaces.models import Workspace

MOST_GRACE_DAYS = 60


def limits(values, sentence, most):
    """The choices of a limit, the installation's own first: no workspace can set a longer one."""
    installation = (None, gettext("%(limit)s, as everywhere in Sila") % {"limit": sentence(most)})
    return [installation, *((value, sentence(value)) for value in values if value < most)]


def hours(count):
    return ngettext("%(count)s hour", "%(count)s hours", count) % {"count": number(count)}


def minutes(count):
    if count % 60 == 0:
        return hours(count // 60)
    return ngettext("%(count)s minute", "%(count)s minutes", count) % {"count": number(count)}


def idle_choices():
    return limits((15, 30, 60, 120, 240), minutes, settings.SESSION_IDLE_MINUTES)


def age_choices():
    return limits((1, 2, 4, 8), hours, settings.SESSION_COOKIE_AGE // 3600)


class LimitField(forms.TypedChoiceField):
    def __init__(self, **kwargs):
        super().__init__(coerce=int, empty_value=None, required=False, **kwargs)


class SecurityForm(forms.ModelForm):
    """How members of this workspace sign in."""

    two_step_grace_days = IntegerField(
        label=_("Days to set it up"),
        min_value=0,
        max_value=MOST_GRACE_DAYS,
        help_text=_("From today for who is here, and for others from the day they come. 0: at once."),
    )
    session_idle_minutes = LimitField(
        choices=idle_choices,
        label=_("Ask who it is when nothing was done for"),
        help_text=_("Who was away writes the password or a code and goes on where it was."),
    )
    session_hours = LimitField(choices=age_choices, label=_("Ask who it is again after"))

    class Meta:
        model = Workspace
        fields = [
            "two_step",
            "two_step_grace_days",
            "session_idle_minutes",
            "session_hours",
            "support_access",
        ]
        labels = {"two_step": _("Two-step sign-in"), "support_access": _("Visits of the platform")}
        help_texts = {
            "two_step": _("After the password a code of an app, or a passkey."),
            "support_access": _(
                "Who runs Sila can come in to help, in a member's place, for an hour at most. You see who, when and"
                " why. Nobody takes customers out or changes colleagues and settings on a visit."
            ),
        }
        widgets = {"two_step": forms.RadioSelect, "support_access": forms.RadioSelect}
