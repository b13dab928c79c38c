"""What a person may write about referrals and testimonials, and what a customer may."""

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.forms import AccountNumberField, account_in_use
from accounts.models import Account
from interactions.formfields import contacts_at
from interactions.promising import ContactField
from lib.formfields import CleanCharField, DayField, FormTokenField
from sales.models.testimonial import Scope
from sales.testimonials import CONSENTS, ready_text

MAIL, LINK = "mail", "link"
STARS = [(str(star), "★" * star) for star in range(5, 0, -1)]


class PastDayField(DayField):
    """Today or a day before it."""

    def clean(self, value):
        day = super().clean(value)
        if day is not None and day > timezone.localdate():
            raise forms.ValidationError(_("This day is still to come."))
        return day


class EditingForm(forms.Form):
    """Over `instance`, which is edited, or over a new one."""

    form_token = FormTokenField()
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    instance = None

    def initial_over(self, instance, **beginning) -> dict:
        self.instance = instance
        if instance is None:
            return beginning
        names = [name for name in self.base_fields if hasattr(instance, name) and name != "form_token"]
        return {name: getattr(instance, name) for name in names}

    def apply(self) -> list[str]:
        """Put what was typed into the instance; the names of what changed."""
        found, written = self.instance, self.written
        changed = [name for name, value in written.items() if getattr(found, name) != value]
        for name in changed:
            setattr(found, name, written[name])
        return changed


class ReferralForm(EditingForm):
    """Over the customer who recommended us."""

    referred_name = CleanCharField(
        required=False,
        max_length=200,
        label=_("Who was referred"),
        widget=forms.TextInput(attrs={"autocomplete": "off", "data-first": ""}),
    )
    referred = AccountNumberField(required=False, label=_("Or a customer that is here already"))
    reach = CleanCharField(required=False, max_length=200, label=_("How to reach them"))
    contact = ContactField(label=_("Contact who recommended us"))
    on_day = PastDayField(label=_("Date"))
    note = CleanCharField(required=False, max_length=500, label=_("Note"))

    def __init__(self, data=None, *, membership, account, instance=None, **kwargs):
        initial = self.initial_over(instance, on_day=timezone.localdate())
        super().__init__(data, initial=initial, **kwargs)
        visible = Account.objects.visible_to(membership)
        self.fields["referred"].visible = visible
        if instance and instance.referred and not visible.filter(pk=instance.referred_id).exists():
            del self.fields["referred"]  # it stays with the customer of a colleague
        also = [instance.contact_id] if instance and instance.contact_id else []
        self.fields["contact"].queryset = contacts_at(account, also=also)

    def clean_referred(self):
        referred = self.cleaned_data["referred"]
        if self.instance and referred == self.instance.referred:
            return referred
        return account_in_use(referred)

    def clean(self):
        cleaned = super().clean()
        is_tied = cleaned.get("referred") or "referred" not in self.fields
        if not self.errors and not is_tied and not cleaned["referred_name"]:
            self.add_error("referred_name", _("Write a name, or choose a customer."))
        return cleaned

    @property
    def written(self) -> dict:
        """What stands in the referral itself; `referred` only where it is edited."""
        cleaned = self.cleaned_data
        # Of a customer whom this colleague does not see the name stays as it was written down.
        name = cleaned["referred_name"] or str(cleaned.get("referred") or self.instance.referred_name)
        written = {key: cleaned[key] for key in ("reach", "contact", "on_day", "note")}
        if self.instance and "referred" in self.fields:
            written["referred"] = cleaned["referred"]
        return {"referred_name": name[:200], **written}


class AskForm(forms.Form):
    """A letter with a ready text that asks for a testimonial, or a link for the colleague to send."""

    form_token = FormTokenField()
    contact = ContactField(label=_("Contact"))
    way = forms.ChoiceField(
        choices=[(MAIL, _("E-mail")), (LINK, _("Link to send yourself"))],
        widget=forms.RadioSelect,
        initial=MAIL,
        label=_("How"),
    )
    subject = CleanCharField(max_length=200, label=_("Subject"))
    text = CleanCharField(max_length=5_000, widget=forms.Textarea(attrs={"rows": 8}), label=_("Text"))

    def __init__(self, data=None, *, membership, account, number=None, **kwargs):
        self.language = (account.language or membership.workspace.language)[:2]
        contacts = contacts_at(account)
        asked = contacts.filter(number=number).first() if number is not None else None
        first = asked or contacts.first()
        subject, text = ready_text(first, membership.workspace, self.language)
        super().__init__(data, initial={"contact": first, "subject": subject, "text": text}, **kwargs)
        self.fields["contact"].queryset = contacts

    def clean(self):
        cleaned = super().clean()
        contact = cleaned.get("contact")
        if cleaned.get("way") == MAIL and "contact" not in self.errors and not (contact and contact.email_1):
            self.add_error("contact", _("Choose a contact with an e-mail address, or make a link."))
        return cleaned


class ConsentFields(EditingForm):
    """What is said, and to what the customer agrees: each box by itself, none ticked before."""

    text = CleanCharField(
        max_length=3_000, widget=forms.Textarea(attrs={"rows": 5}), label=_("What you say of us")
    )
    rating = forms.TypedChoiceField(
        choices=[("", "—"), *STARS], coerce=int, empty_value=None, required=False, label=_("Rating")
    )
    on_website = forms.BooleanField(required=False, label=_("May stand on the website"))
    on_social = forms.BooleanField(required=False, label=_("May stand in social media"))
    in_proposals = forms.BooleanField(required=False, label=_("May stand in offers and proposals"))
    with_name = forms.BooleanField(required=False, label=_("With my name and that of my company"))

    @property
    def written(self) -> dict:
        names = ("text", "rating", *CONSENTS)
        return {name: self.cleaned_data[name] for name in names if name in self.fields}


class TestimonialForm(ConsentFields):
    """What a customer told a colleague."""

    __test__ = False

    contact = ContactField(label=_("Who said it"))
    given_on = PastDayField(label=_("Given on"))

    field_order = ("contact", "given_on", "text", "rating")

    def __init__(self, data=None, *, account, instance=None, **kwargs):
        super().__init__(data, initial=self.initial_over(instance, given_on=timezone.localdate()), **kwargs)
        also = [instance.contact_id] if instance and instance.contact_id else []
        self.fields["contact"].queryset = contacts_at(account, also=also)
        self.fields["text"].label = _("What they say")
        self.fields["with_name"].label = _("With the name of the customer")
        if instance and instance.withdrawn_on:
            for name in CONSENTS:  # only who withdrew it gives it again
                del self.fields[name]

    @property
    def written(self) -> dict:
        return super().written | {name: self.cleaned_data[name] for name in ("contact", "given_on")}


class UseForm(forms.Form):
    """Where it is used: only what the customer agreed to can be chosen."""

    scope = forms.ChoiceField(choices=Scope, label=_("Where"))
    place = CleanCharField(max_length=200, label=_("Which page, post or offer"))
    link = forms.URLField(required=False, max_length=300, assume_scheme="https", label=_("Link"))
    on_day = PastDayField(label=_("Since"))

    def __init__(self, data=None, **kwargs):
        super().__init__(data, initial={"on_day": timezone.localdate()}, **kwargs)
        self.fields["link"].widget.attrs |= {"dir": "ltr"}
