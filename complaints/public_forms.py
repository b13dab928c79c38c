"""The public form for complaints, and what a customer does on the page by which they follow one."""

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from complaints.branches import called, offered
from complaints.models import Complaint, ComplaintCategory
from complaints.models.intake import LONGEST_STORY
from interactions.asking import MOST_FILES
from lib import formats
from lib.file_fields import Brought, FilesField
from lib.formfields import CleanCharField, EmailField, FormTokenField, PhoneField
from lib.strangers import StrangersForm
from timeline.attaching import MOST_BYTES

ASKED = ("name", "email", "phone", "category", "text", "remedy", "remedy_text", "order_number")


class TakesFiles(forms.Form):
    """Without scripts, files come with the form itself."""

    files = FilesField(label=_("Files"))  # type: ignore[assignment] # BaseForm keeps what was sent by this name

    @property
    def file_limits(self) -> str:
        text = _(
            "At most %(count)s files, together %(size)s: documents, spreadsheets, PDF, pictures, sound, film and "
            "archives."
        )
        return text % {"count": formats.number(MOST_FILES), "size": formats.file_size(MOST_BYTES)}

    def clean_files(self):
        """The numbers that browsers of colleagues send mean nothing here."""
        uploads = self.cleaned_data["files"].uploads
        if len(uploads) > MOST_FILES or sum(each.size for each in uploads) > MOST_BYTES:
            raise forms.ValidationError(self.file_limits)
        return Brought(uploads=uploads)


class PublicComplaintForm(StrangersForm, TakesFiles):
    name = CleanCharField(label=pgettext_lazy("complaint", "Your name"), max_length=120)
    email = EmailField(
        label=_("E-mail"),
        required=False,
        help_text=_(
            "You get a link there by which you follow your complaint. Without an e-mail, leave us a phone number."
        ),
    )
    phone = PhoneField(label=_("Phone"), required=False, max_length=40)
    category = forms.ChoiceField(label=_("What is your complaint about?"), required=False)
    text = CleanCharField(
        label=_("What happened?"), max_length=LONGEST_STORY, widget=forms.Textarea(attrs={"rows": 6})
    )
    remedy = forms.ChoiceField(
        label=_("What should we do?"), required=False, choices=[("", _("Choose…")), *Complaint.Remedy.choices]
    )
    remedy_text = CleanCharField(label=_("What you ask for, in your words"), required=False, max_length=500)
    order_number = CleanCharField(
        label=_("Number of the order or invoice, if there is one"), required=False, max_length=60
    )

    def __init__(self, *args, country="", **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["phone"].country = country
        for name, what in (("name", "name"), ("email", "email"), ("phone", "tel")):
            self.fields[name].widget.attrs["autocomplete"] = what
        public = [each for each in offered(ComplaintCategory) if each.is_public]
        self.offered = {str(each.number): each for each in public}
        if public:
            names = [(number, called(each)) for number, each in self.offered.items()]
            self.fields["category"].choices = [("", _("Choose…")), *names]
        else:
            del self.fields["category"]

    @property
    def shown(self):
        """What a person sees, in its order; files come after it."""
        return [self[name] for name in ASKED if name in self.fields]

    def clean_category(self):
        return self.offered.get(self.cleaned_data["category"])

    def clean(self):
        cleaned = super().clean()
        if not self.errors and not cleaned.get("email") and not cleaned.get("phone"):
            self.add_error("email", _("Write a phone number or an e-mail address, so that we can answer."))
        return cleaned

    @property
    def sent(self) -> dict:
        """The columns of the submission."""
        cleaned, phone = self.cleaned_data, self.cleaned_data["phone"]
        texts = {
            name: cleaned[name] for name in ("name", "email", "text", "remedy", "remedy_text", "order_number")
        }
        reached = {"phone": phone.typed[:40] if phone else "", "phone_e164": phone.e164 if phone else ""}
        return {**texts, **reached, "category": cleaned.get("category")}

    def doubt(self, stamp) -> str:
        cleaned = self.cleaned_data
        return self.doubt_about(stamp, cleaned["name"], cleaned["text"], cleaned["remedy_text"])


class CustomerWordForm(TakesFiles):
    """What a customer writes on their page: a message, or why they withdraw, reopen or appeal."""

    form_token = FormTokenField()
    text = CleanCharField(
        required=False,
        max_length=5_000,
        label=pgettext_lazy("complaint", "Your message"),
        widget=forms.Textarea(attrs={"rows": 5}),
    )

    def __init__(self, *args, needs_words=True, **kwargs):
        super().__init__(*args, **kwargs)
        self.needs_words = needs_words

    def clean(self):
        cleaned = super().clean()
        if self.needs_words and not self.errors and not cleaned["text"] and not cleaned["files"]:
            self.add_error("text", _("Write something, or choose a file first."))
        return cleaned
