"""What a person may type about customers."""

import json
import re

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.branches import STANDS_BELOW, is_at_or_below
from accounts.custom.formfields import CustomFieldsForm
from accounts.memberfield import MemberField
from accounts.models import Account, Contact, Industry, Region, Tag
from accounts.models.lookups import NEEDS_A_LETTER, says_something
from accounts.owning import notes, refusal
from lib import formats
from lib.countryfield import CountryField
from lib.formfields import (
    CleanCharField,
    DayField,
    EmailField,
    FormTokenField,
    MoneyField,
    PhoneField,
)
from lib.places import NOTHING_CHOSEN, language_choices
from lib.text import clean, fold
from workspaces.models import Membership

MOST_LABELS = 20


def suggesting(list_id, **attrs):
    """A text box with suggestions: the <datalist> of this id stands on the page."""
    return forms.TextInput(attrs={"list": list_id, "autocomplete": "off", "dir": "auto", **attrs})


class LookupField(forms.CharField):
    """One entry of a list the workspace makes for itself: pick it or type a new one."""

    def __init__(self, model, *, suggestions, **kwargs):
        super().__init__(max_length=80, required=False, widget=suggesting(suggestions), **kwargs)
        self.model = model

    def prepare_value(self, value):
        if isinstance(value, int):  # what a form over a record begins with
            value = self.model.objects.filter(pk=value).first()
        return str(value) if isinstance(value, self.model) else value

    def has_changed(self, initial, data):
        return super().has_changed(self.prepare_value(initial), data)

    def clean(self, value):
        name = clean(super().clean(value))
        if name and not says_something(name):
            raise forms.ValidationError(NEEDS_A_LETTER)
        return self.model.objects.named(name)


class LabelsField(forms.CharField):
    """Words with commas between them, Arabic or Latin ones."""

    def to_python(self, value):
        words = [clean(word)[:80] for word in re.split(r"[,،;\n]", super().to_python(value))]
        return list({fold(word): word for word in words if fold(word)}.values())

    def has_changed(self, initial, data):
        return set(map(fold, self.to_python(initial))) != set(map(fold, self.to_python(data)))

    def validate(self, value):
        super().validate(value)
        if len(value) > MOST_LABELS:
            raise forms.ValidationError(_("Write %(most)s at most."), params={"most": MOST_LABELS})

    def run_validators(self, value):
        """The words were cut to size one by one."""


class AccountNumberField(forms.CharField):
    """Another account, by its number: “12 · Al Noor” as the list of suggestions writes it."""

    widget = suggesting("account-options")
    visible = None

    def offer_from(self, url):
        """Suggestions come from this address while somebody types; without scripts the number is typed."""
        self.widget.attrs |= {
            "hx-get": url,
            "hx-target": "#account-options",
            "hx-trigger": "input changed delay:200ms",
            "hx-sync": "this:replace",
        }

    def prepare_value(self, value):
        if isinstance(value, int):
            value = Account.objects.filter(pk=value).first()
        return f"{value.number} · {value.name}" if isinstance(value, Account) else value

    def has_changed(self, initial, data):
        # By the number: the name beside it follows the language of the page.
        return self._meant(self.prepare_value(initial)) != self._meant(data)

    def _meant(self, typed):
        return self._number(typed) or fold(typed or "")

    @staticmethod
    def _number(typed):
        found = re.match(r"\d{1,9}\b", fold(typed or ""))
        return found[0] if found else ""

    def clean(self, value):
        typed = fold(super().clean(value) or "")
        if not typed and self.required:
            # Something was typed of which nothing is left, such as a run of tatweel.
            raise forms.ValidationError(self.error_messages["required"], code="required")
        if not typed:
            return None
        number = self._number(typed)
        accounts = self.visible if self.visible is not None else Account.objects.none()
        found = accounts.filter(number=int(number)).first() if number else None
        found = found or accounts.filter(name_fold=typed).order_by("number").first()
        if found is None:
            raise forms.ValidationError(_("No account has this name or number. Choose one from the list."))
        return found


def account_in_use(account):
    """Nothing new is tied to an account that was put away."""
    if account is not None and account.is_archived:
        raise forms.ValidationError(_("This account is archived. Restore it first, or choose another one."))
    return account


class AsReadField(forms.JSONField):
    """What each field held when the page was made, as the page carries it along; nothing when it says nonsense."""

    widget = forms.HiddenInput

    def __init__(self, **kwargs):
        super().__init__(required=False, **kwargs)

    def bound_data(self, data, initial):
        return data

    def prepare_value(self, value):
        return value

    def to_python(self, value):
        try:
            read = super().to_python(value)
        except (forms.ValidationError, RecursionError, ValueError):  # brackets or digits without end
            read = None
        texts = read.items() if isinstance(read, dict) else ()
        return {name: text for name, text in texts if isinstance(text, str)}

    def has_changed(self, initial, data):
        return False


THEIRS, CHOICE = "theirs", "choice-"


def chosen(data):
    """What was posted, with the other one's text in the fields where a person chose it."""
    names = [name.removeprefix(CHOICE) for name in data if name.startswith(CHOICE) and data[name] == THEIRS]
    if not names:
        return data
    theirs, data = AsReadField().to_python(data.get("was")), data.copy()
    for name in names:
        if name in theirs:
            data[name] = theirs[name]
    return data


class RecordForm(CustomFieldsForm):
    """A form over a record: it carries the version it read, and the token that makes a double click harmless."""

    version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    form_token = FormTokenField()
    was = AsReadField()
    # Of an edit that met another one: what both changed, and what only the other one did.
    collisions: tuple[dict, ...] = ()
    taken: tuple[str, ...] = ()

    def __init__(self, data=None, *args, membership, **kwargs):
        super().__init__(data and chosen(data), *args, **kwargs)
        self.membership = membership
        self.fields["version"].initial = self.instance.version
        self.add_custom_fields()
        for field in self.fields.values():
            if isinstance(field, forms.ModelChoiceField | CountryField):
                continue  # they say themselves what nothing means, and it takes long to ask them
            if isinstance(field, forms.ChoiceField) and field.choices and field.choices[0][0] == "":
                field.choices = [NOTHING_CHOSEN, *list(field.choices)[1:]]

    @property
    def read_version(self) -> int:
        return self.cleaned_data.get("version") or 0

    @property
    def taken_words(self) -> str:
        return formats.listed(self.taken)

    def remember(self):
        """Let the page carry what it showed, so that a later edit by somebody else can be told from this one."""
        if self.instance.pk and not self.is_bound:
            self.initial["was"] = json.dumps(self.shown(), ensure_ascii=False)

    def shown(self) -> dict[str, str]:
        """The text that stands in each field for a person to read."""
        return {field.name: str(field.value() or "") for field in self.visible_fields()}

    def _post_clean(self):
        # The constraints live in the database's own names; the form checks in the reader's words.
        self._validate_unique = False
        super()._post_clean()

    def clean(self):
        cleaned = super().clean()
        if not (
            cleaned.get("name_ar")
            or cleaned.get("name_en")
            or "name_ar" in self.errors
            or "name_en" in self.errors
        ):
            self.add_error("name_ar", _("Write the name in Arabic, in English or both."))
        self._set_phones(cleaned)
        return cleaned

    def _set_phones(self, cleaned):
        """What was typed stays as typed; beside it stands the number every phone understands."""
        for name, field in self.fields.items():
            if isinstance(field, PhoneField) and name in cleaned:
                phone = cleaned[name]
                setattr(self.instance, f"{name}_e164", phone.e164 if phone else "")
                cleaned[name] = phone.typed if phone else ""


class AccountForm(RecordForm):
    status = forms.ChoiceField(choices=Account.Status, initial=Account.Status.PROSPECT, label=_("Status"))
    owner = MemberField(required=False, label=_("Account manager"), empty_label=_("Nobody yet"))
    parent = AccountNumberField(required=False, label=_("Parent account"))
    industry = LookupField(Industry, suggestions="industries", label=_("Industry"))
    region = LookupField(Region, suggestions="regions", label=_("Region"))
    country = CountryField(required=False, label=_("Country"))
    language = forms.ChoiceField(choices=language_choices, required=False, label=_("Language"))
    phone = PhoneField(required=False, label=_("Phone"))
    email = EmailField(required=False, label=_("E-mail"))
    website = CleanCharField(
        required=False,
        max_length=300,
        label=_("Website"),
        widget=forms.TextInput(attrs={"dir": "ltr", "inputmode": "url", "autocomplete": "off"}),
    )
    annual_revenue_minor = MoneyField(required=False, label=_("Annual revenue"))
    tags = LabelsField(
        required=False,
        widget=suggesting("tags"),
        label=_("Tags"),
        help_text=_("Separate tags with commas."),
    )

    class Meta:
        model = Account
        fields = [
            "kind", "name_ar", "name_en", "other_names", "owner", "parent", "tier", "management_type", "source",
            "phone", "email", "website", "industry", "size", "annual_revenue_minor", "region", "city", "country",
            "language", "description", "avoid",
        ]  # fmt: skip
        field_classes = dict.fromkeys(
            ["name_ar", "name_en", "other_names", "city", "description", "avoid"], CleanCharField
        )
        help_texts = {"avoid": _("For colleagues alone: whom not to call, when not to, what not to mention.")}
        widgets = {
            "kind": forms.RadioSelect,
            "description": forms.Textarea(attrs={"rows": 4}),
            "other_names": forms.TextInput,
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        workspace = self.membership.workspace
        self.fields["parent"].visible = Account.objects.visible_to(self.membership).exclude(
            pk=self.instance.pk
        )
        self.fields["owner"].notes = notes()
        self.fields["phone"].country = self.instance.country or workspace.country
        self.fields["annual_revenue_minor"].currency = self.instance.currency or workspace.currency
        if self.instance.pk:
            del self.fields["status"], self.fields["kind"]
            self._keep_owner_and_parent()
            self.fields["tags"].initial = formats.listed(
                tagging.tag for tagging in self.instance.taggings.select_related("tag")
            )
        else:
            self.fields["country"].initial = workspace.country
            self.fields["language"].initial = workspace.language
            self.fields["owner"].initial = self.membership

    def _keep_owner_and_parent(self):
        """A colleague who left stays the owner, and a parent this member may not see the parent, until changed."""
        owner = self.initial["owner"] = self.instance.owner
        if owner is not None and not owner.is_active:
            members = Membership.objects.filter(Q(ended_at=None) | Q(pk=owner.pk))
            self.fields["owner"].queryset = members.select_related("user").order_by("user__name")
        parents = self.fields["parent"].visible
        if self.instance.parent_id and not parents.filter(pk=self.instance.parent_id).exists():
            del self.fields["parent"]

    def clean(self):
        cleaned = super().clean()
        owner, management_type = cleaned.get("owner"), cleaned.get("management_type")
        is_other = {"owner", "management_type"} & set(self.changed_data)
        if (not self.instance.pk or is_other) and (why := refusal(management_type, owner)):
            self.add_error("owner", why)
        return cleaned

    def clean_website(self):
        site = self.cleaned_data["website"]
        return f"https://{site}" if site and "://" not in site else site

    def clean_parent(self):
        parent = self.cleaned_data["parent"]
        if parent and parent.pk != self.instance.parent_id:
            account_in_use(parent)
            if self.instance.pk and is_at_or_below(parent, self.instance):
                raise forms.ValidationError(STANDS_BELOW)
        return parent

    def _post_clean(self):
        super()._post_clean()
        self.instance.currency = self.instance.currency or self.membership.workspace.currency


class ContactForm(RecordForm):
    account = AccountNumberField(required=False, label=_("Account"))
    title = CleanCharField(required=False, max_length=120, label=_("Job title"))
    phone_1 = PhoneField(required=False, label=_("Mobile"))
    phone_2 = PhoneField(required=False, label=_("Second phone"))
    phone_3 = PhoneField(required=False, label=_("Third phone"))
    email_1 = EmailField(required=False, label=_("E-mail"))
    email_2 = EmailField(required=False, label=_("Second e-mail"))
    birth_on = DayField(required=False, label=_("Birth date"))
    country = CountryField(required=False, label=_("Country"))
    language = forms.ChoiceField(choices=language_choices, required=False, label=_("Language"))
    interests = LabelsField(
        required=False,
        widget=suggesting("interests"),
        label=_("Interests"),
        help_text=_("Separate interests with commas."),
    )

    class Meta:
        model = Contact
        fields = [
            "name_ar", "name_en", "phone_1", "phone_2", "phone_3", "email_1", "email_2", "birth_on", "gender",
            "city", "country", "language", "preferred_channel", "description",
        ]  # fmt: skip
        field_classes = dict.fromkeys(["name_ar", "name_en", "city", "description"], CleanCharField)
        widgets = {"description": forms.Textarea(attrs={"rows": 3})}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        country = self.instance.country or self.membership.workspace.country
        for name in ("phone_1", "phone_2", "phone_3"):
            self.fields[name].country = country
        self.fields["account"].visible = Account.objects.visible_to(self.membership)
        if self.instance.pk:
            del self.fields["account"], self.fields["title"]
            self.fields["interests"].initial = formats.listed(
                interest.tag for interest in self.instance.interests.select_related("tag")
            )

    def clean_account(self):
        return account_in_use(self.cleaned_data["account"])


def labels_of(kind):
    """What was typed before, as suggestions."""
    return Tag.objects.filter(kind=kind).order_by("name_fold")[:200]
