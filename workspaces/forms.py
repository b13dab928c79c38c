"""What a person may type about people and workspaces."""

import re
from functools import lru_cache
from zoneinfo import ZoneInfo, available_timezones

from babel import Locale
from babel.dates import get_timezone_location
from babel.numbers import get_territory_currencies
from django import forms
from django.contrib.auth.password_validation import validate_password
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from lib.formfields import CleanCharField, EmailField
from lib.places import country_choices
from workspaces.models import Membership, User, Workspace
from workspaces.passwords import HELP as PASSWORD_HELP
from workspaces.roles import RANK, Role, may_give

LANGUAGES = [("ar", "العربية"), ("en", "English")]
PLACES = re.compile(r"(Africa|America|Asia|Atlantic|Australia|Europe|Indian|Pacific)/")
GULF_CURRENCIES = ["SAR", "AED", "KWD", "QAR", "BHD", "OMR", "YER", "EGP", "JOD", "USD", "EUR"]


def reader_locale() -> str:
    return get_language() or "ar"


def time_zone_choices():
    """Every place with a clock of its own, by distance from Greenwich, named in the reader's language."""
    return zones_at(reader_locale(), timezone.now().replace(minute=0, second=0, microsecond=0))


@lru_cache(maxsize=4)
def zones_at(language: str, hour):
    """Kept for an hour: reading some 400 zones takes a twentieth of a second."""
    locale, zones = Locale.parse(language, sep="-"), []
    for name in filter(PLACES.match, available_timezones()):
        offset = hour.astimezone(ZoneInfo(name)).strftime("%z")
        place = get_timezone_location(name, locale=locale)
        minutes = int(offset[:3]) * 60 + int(offset[0] + offset[3:])
        zones.append((minutes, place, name, f"{place} \u2066{offset[:3]}:{offset[3:]}\u2069"))
    return [(name, label) for _minutes, _place, name, label in sorted(zones)]


def currency_choices():
    """Every currency that is money somewhere today, those of the region first."""
    return currencies_in(reader_locale())


@lru_cache(maxsize=4)
def currencies_in(language: str):
    locale = Locale.parse(language, sep="-")
    codes = {
        code for place in locale.territories if len(place) == 2 for code in get_territory_currencies(place)
    }
    names = {code: locale.currencies.get(code, code) for code in codes | set(GULF_CURRENCIES)}
    rest = sorted((name, code) for code, name in names.items() if code not in GULF_CURRENCIES)
    return [*((code, names[code]) for code in GULF_CURRENCIES), *((code, name) for name, code in rest)]


def role_choices(giver):
    """The roles this member may give, the highest first."""
    return [(role.value, role.label) for role in reversed(RANK) if may_give(Role(giver.role), role)]


class MemberField(forms.ModelChoiceField):
    """A colleague who works here, by the number people are addressed by."""

    def __init__(self, **kwargs):
        super().__init__(queryset=Membership.across_workspaces.none(), to_field_name="number", **kwargs)

    def __deepcopy__(self, memo):
        copied = super().__deepcopy__(memo)
        copied.queryset = Membership.objects.active().select_related("user").order_by("user__name")
        return copied


class PlaceForm(forms.Form):
    """Somebody's place: the role and the superior."""

    role = forms.ChoiceField(label=_("Role"))
    reports_to = MemberField(
        required=False,
        label=_("Reports to"),
        empty_label=_("Nobody"),
        help_text=_("Who is told when something stays undone."),
    )

    def __init__(self, *args, by, member=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["role"].choices = role_choices(by)
        if member is not None:
            # A superior who has left stays until another one is chosen.
            may_stay = Q(ended_at=None) | Q(pk=member.reports_to_id)
            others = Membership.objects.filter(may_stay).exclude(pk=member.pk)
            self.fields["reports_to"].queryset = others.select_related("user").order_by("user__name")


class InvitationForm(PlaceForm):
    email = EmailField(label=_("E-mail"))
    field_order = ["email", "role", "reports_to"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["role"].initial = Role.ACCOUNT_MANAGER

    def clean_email(self):
        email = self.cleaned_data["email"].lower()
        if Membership.objects.active().filter(user__email=email).exists():
            raise forms.ValidationError(_("This person is a member already."))
        return email


class WorkspaceForm(forms.ModelForm):
    name = CleanCharField(label=_("Name"), max_length=120)
    country = forms.ChoiceField(choices=lambda: country_choices()[1:], label=_("Country"))
    language = forms.ChoiceField(
        choices=LANGUAGES, label=_("Language"), help_text=_("Of mails to people who have not chosen one.")
    )
    time_zone = forms.ChoiceField(choices=time_zone_choices, label=_("Time zone"))
    currency = forms.ChoiceField(choices=currency_choices, label=_("Currency"))

    class Meta:
        model = Workspace
        fields = [
            "name",
            "country",
            "language",
            "time_zone",
            "currency",
            "calendar",
            "digits",
            "visibility",
        ]
        labels = {
            "calendar": _("Calendar"),
            "digits": _("Digits"),
            "visibility": _("Who sees which customers"),
        }


class ProfileForm(forms.ModelForm):
    name = CleanCharField(label=_("Name"), max_length=120)
    language = forms.ChoiceField(choices=LANGUAGES, label=_("Language"))

    class Meta:
        model = User
        fields = ["name", "language"]


class NewPersonForm(forms.Form):
    """Who comes by an invitation for the first time: a name and a password."""

    name = CleanCharField(label=_("Your name"), max_length=120)
    password = forms.CharField(
        label=_("Password"),
        strip=False,
        max_length=200,
        help_text=PASSWORD_HELP,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, *args, email="", **kwargs):
        super().__init__(*args, **kwargs)
        self.email = email
        self.fields["name"].widget.attrs["autocomplete"] = "name"

    def clean(self):
        cleaned = super().clean()
        person = User(email=cleaned.get("email", self.email), name=cleaned.get("name", ""))
        if "password" in cleaned:
            try:
                validate_password(cleaned["password"], person)
            except forms.ValidationError as refusal:
                self.add_error("password", refusal)
        return cleaned


class FirstOwnerForm(NewPersonForm):
    email = EmailField(label=_("E-mail"))
    workspace_name = CleanCharField(label=_("Name of your company"), max_length=120)
    slug = forms.SlugField(
        label=_("Address of the workspace"),
        max_length=40,
        initial="main",
        help_text=_("Latin letters, digits and hyphens. It cannot be changed later."),
        widget=forms.TextInput(attrs={"dir": "ltr", "autocomplete": "off"}),
    )
    field_order = ["name", "email", "password", "workspace_name", "slug"]

    def clean_slug(self):
        if Workspace.objects.filter(slug=self.cleaned_data["slug"]).exists():
            raise forms.ValidationError(_("This address is taken. Choose another one."))
        return self.cleaned_data["slug"]

    def clean_email(self):
        return self.cleaned_data["email"].lower()
