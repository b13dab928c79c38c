"""What a manager says about the public form: what it asks, its words, who gets the leads, which sites may show it."""

from urllib.parse import urlsplit

from django import forms
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.custom.definitions import Definition, Of
from accounts.custom.reading import read_definitions
from accounts.custom.settings import ask_of_leads
from accounts.forms import MemberField
from accounts.models import LeadForm
from accounts.models.lead_form import ASKED, MOST_HOURS, Asks
from lib.formats import isolated
from lib.formfields import CleanCharField, IntegerField
from timeline.services import record

MOST_SITES = 20
TEXTS = [
    f"{name}_{language}" for name in ("title", "intro", "thanks", "consent") for language in ("ar", "en")
]
LOCAL = {"localhost", "127.0.0.1"}


def origin_of(typed: str) -> str | None:
    """https://www.example.com of an address, or None for what no page can stand at."""
    typed = typed.strip()
    try:
        parts = urlsplit(typed if "://" in typed else f"https://{typed}")
        port = f":{parts.port}" if parts.port else ""
        host = (parts.hostname or "").encode("idna").decode()
    except (ValueError, UnicodeError):
        return None
    is_name = bool(host) and all(sign.isalnum() or sign in ".-" for sign in host)
    if not is_name or parts.username or parts.scheme not in {"https", "http"}:
        return None
    if parts.scheme == "http" and host not in LOCAL:
        return None
    return f"{parts.scheme}://{host}{port}" if "." in host or host in LOCAL else None


class LeadFormForm(forms.ModelForm):
    owner = MemberField(
        required=False,
        label=_("Who gets new leads"),
        empty_label=_("Nobody: managers hand them out"),
    )
    answer_hours = IntegerField(
        min_value=0,
        max_value=MOST_HOURS,
        label=_("Answer new leads within so many working hours"),
        help_text=_("Whoever looks after the lead finds it on Today. 0: no follow-up is made."),
    )

    class Meta:
        model = LeadForm
        fields = [
            "is_open",
            *(f"asks_{name}" for name in ASKED),
            "interests",
            *TEXTS,
            "confirms_consent",
            "owner",
            "answer_hours",
            "sites",
        ]
        field_classes = dict.fromkeys([*TEXTS, "interests", "sites"], CleanCharField)
        widgets = {
            **{name: forms.Textarea(attrs={"rows": 2}) for name in TEXTS if not name.startswith("title")},
            "interests": forms.Textarea(attrs={"rows": 3}),
            "sites": forms.Textarea(attrs={"rows": 2, "dir": "ltr"}),
        }
        labels = {"confirms_consent": _("Whoever agrees confirms it by e-mail")}
        help_texts = {
            "interests": _("One a line. Without any, the interest is typed."),
            "consent_ar": _("Without a wording, nobody is asked for consent."),
            "confirms_consent": _(
                "Anybody can type the address of somebody else. "
                "With this, only who presses the link in the e-mail has agreed."
            ),
            "sites": _(
                "One a line, such as https://www.example.com. Nowhere else the form shows inside a page."
            ),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["owner"].offering(kept=self.instance.owner_id)
        self.initial["owner"] = self.instance.owner
        self.custom = {f"asks_{each.key}": each for each in read_definitions() if each.of == Of.ACCOUNT}
        for name, each in self.custom.items():
            self.fields[name] = forms.ChoiceField(choices=Asks, label=each.shown_label)
            self.initial[name] = each.asked_of_leads

    @property
    def asks(self):
        """What may be asked besides the name: what every form has, and the custom fields of accounts."""
        return [self[name] for name in (*(f"asks_{name}" for name in ASKED), *self.custom)]

    @property
    def custom_asked(self) -> dict[Definition, str]:
        """The custom fields that were chosen anew."""
        return {
            each: self.cleaned_data[name] for name, each in self.custom.items() if name in self.changed_data
        }

    def clean_sites(self):
        found = []
        for line in self.cleaned_data["sites"].split():
            origin = origin_of(line)
            if origin is None:
                text = _("%(site)s is no address of a site. Write it as https://www.example.com")
                raise forms.ValidationError(text % {"site": isolated(line[:80])})
            found.append(origin)
        if len(found) > MOST_SITES:
            raise forms.ValidationError(_("Write %(most)s sites at most."), params={"most": MOST_SITES})
        return "\n".join(dict.fromkeys(found))

    def clean(self):
        cleaned = super().clean()
        if {cleaned.get("asks_phone"), cleaned.get("asks_email")} == {"no"}:
            self.add_error(
                "asks_phone", _("Ask for a phone number or an e-mail address, else nobody can be answered.")
            )
        return cleaned


@transaction.atomic
def keep_lead_form(lead_form: LeadForm, *, by, changed: list[str], custom_asked=None) -> None:
    if not changed and lead_form.pk:
        return
    lead_form.save()
    ask_of_leads(custom_asked or {})
    record("leadform.changed", lead_form, by=by, fields=sorted(changed))
