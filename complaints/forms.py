"""What a person may write about a complaint: filing it, and each step of its way."""

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.memberfield import MemberField
from complaints.assigning import HANDLING
from complaints.branches import called, offered
from complaints.models import Complaint, ComplaintCategory, RootCause
from complaints.models.category import CATEGORY
from complaints.models.complaint import Weight
from complaints.models.message import LONGEST_MESSAGE
from complaints.trees import kept
from interactions.formfields import contacts_at
from interactions.forms import waiting_files
from interactions.promising import ContactField
from lib.file_fields import FilesField
from lib.formfields import CleanCharField, FormTokenField
from lib.places import NOTHING_CHOSEN
from sales.models import Purchase
from timeline.attaching import named_limits

WRITTEN = ("subject", "text", "channel", "contact", "language", "remedy", "remedy_text", "purchase")
LANGUAGES = [("ar", _("Arabic")), ("en", _("English"))]
MOST_PURCHASES = 50


class WithFiles(forms.Form):
    """What templates/files/field.html asks of a form, which has a `membership`."""

    files = FilesField(label=_("Files"))  # type: ignore[assignment] # BaseForm keeps what was sent under the same name

    @property
    def file_limits(self) -> str:
        return named_limits()

    @property
    def waiting_files(self):
        return waiting_files(self)


class BranchField(forms.ChoiceField):
    """An entry of one of the trees, by its number; read once, by whoever makes the form."""

    def offer(self, model, *, kept=None, empty=""):
        self.offered = {str(each.number): each for each in offered(model, kept=kept)}
        self.choices = [
            ("", empty or _("Not chosen yet")),
            *((number, called(each)) for number, each in self.offered.items()),
        ]
        return self

    def prepare_value(self, value):
        return value.number if isinstance(value, ComplaintCategory | RootCause) else value

    def clean(self, value):
        found = self.offered.get(super().clean(value))
        return found and kept(found)


class PurchaseField(forms.ModelChoiceField):
    """One of the last purchases of the customer, by number."""

    def __init__(self, **kwargs):
        none = Purchase.across_workspaces.none()
        super().__init__(none, to_field_name="number", required=False, empty_label="—", **kwargs)

    def offer(self, account, *, kept=None):
        last = Purchase.objects.kept().filter(account=account).order_by("-ordered_on", "-pk")
        keys = [*last.values_list("pk", flat=True)[:MOST_PURCHASES], *([kept] if kept else [])]
        self.queryset = Purchase.objects.filter(pk__in=keys).order_by("-ordered_on", "-pk")


def weight_field(label):
    return forms.TypedChoiceField(
        choices=Weight, coerce=int, initial=Weight.MEDIUM, widget=forms.RadioSelect, label=label
    )


class ComplaintForm(WithFiles):
    """Over an account; `instance` is edited."""

    form_token = FormTokenField()
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    subject = CleanCharField(
        max_length=200,
        label=_("What is the complaint about?"),
        widget=forms.TextInput(attrs={"autocomplete": "off", "data-first": ""}),
    )
    text = CleanCharField(
        max_length=20_000,
        label=_("What happened"),
        help_text=_("In the customer's words, as they said it. They read it on their page."),
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    channel = forms.ChoiceField(choices=Complaint.Channel, initial="phone", label=_("How did it come?"))
    contact = ContactField(label=_("Contact"))
    language = forms.ChoiceField(choices=LANGUAGES, label=_("Language of the answers"))
    remedy = forms.ChoiceField(
        choices=[NOTHING_CHOSEN, *Complaint.Remedy.choices],
        required=False,
        label=_("What the customer asks for"),
    )
    remedy_text = CleanCharField(required=False, max_length=500, label=_("In the customer's words"))
    purchase = PurchaseField(label=_("Purchase"))
    category = BranchField(required=False, label=CATEGORY)
    impact = weight_field(_("What does it do to the customer?"))
    urgency = weight_field(_("How soon do they have to be helped?"))
    owner = MemberField(required=False, label=_("Who handles it"), empty_label=_("Chosen by the rules"))

    def __init__(self, data=None, files=None, *, membership, account, instance=None, **kwargs):
        self.membership, self.about, self.instance = membership, account, instance
        language = account.language or membership.workspace.language
        initial = {"language": language if language in dict(LANGUAGES) else "ar"}
        if instance is not None:
            initial = {name: getattr(instance, name) for name in (*WRITTEN, "version")}
        super().__init__(data, files, initial=initial | kwargs.pop("initial", {}), **kwargs)
        also = [instance.contact_id] if instance and instance.contact_id else []
        self.fields["contact"].queryset = contacts_at(account, also=also)
        self.fields["purchase"].offer(account, kept=instance.purchase_id if instance else None)
        if instance is None:
            self.fields["category"].offer(ComplaintCategory)
            self.fields["owner"].offering()
        else:
            for name in ("category", "impact", "urgency", "owner", "files"):
                del self.fields[name]

    @property
    def written(self) -> dict:
        names = (*WRITTEN, "category", "impact", "urgency", "owner")
        given = {name: self.cleaned_data[name] for name in names if name in self.cleaned_data}
        # Left to the rules, it is nothing that was written: the form sent twice is the same form.
        return {name: value for name, value in given.items() if name != "owner" or value is not None}

    def apply(self) -> list[str]:
        """Put what was typed into the complaint that is edited; the names of what changed."""
        written = {name: value for name, value in self.written.items() if name in WRITTEN}
        changed = [name for name, value in written.items() if getattr(self.instance, name) != value]
        for name in changed:
            setattr(self.instance, name, written[name])
        return changed


class SayForm(WithFiles):
    """A note among colleagues."""

    form_token = FormTokenField()
    text = CleanCharField(
        max_length=LONGEST_MESSAGE, label=_("Message"), widget=forms.Textarea(attrs={"rows": 4})
    )

    def __init__(self, data=None, files=None, *, membership, **kwargs):
        self.membership = membership
        super().__init__(data, files, auto_id=f"{type(self).__name__.lower()}-%s", **kwargs)


class AnswerForm(SayForm):
    """An answer to the customer."""

    waits = forms.BooleanField(
        required=False, label=_("Something is asked of the customer: the clocks stand still")
    )


class AssignForm(forms.Form):
    owner = MemberField(required=False, label=_("Who handles it"), empty_label=_("Nobody yet"))

    def __init__(self, data=None, *, complaint, **kwargs):
        super().__init__(data, initial={"owner": complaint.owner}, **kwargs)
        field = self.fields["owner"].offering(kept=complaint.owner_id)
        field.queryset = field.queryset.filter(Q(role__in=HANDLING) | Q(pk=complaint.owner_id))


class AssessForm(forms.Form):
    category = BranchField(required=False, label=CATEGORY)
    impact = weight_field(_("What does it do to the customer?"))
    urgency = weight_field(_("How soon do they have to be helped?"))

    def __init__(self, data=None, *, complaint, **kwargs):
        names = ("category", "impact", "urgency")
        super().__init__(data, initial={name: getattr(complaint, name) for name in names}, **kwargs)
        self.fields["category"].offer(ComplaintCategory, kept=complaint.category_id)


class DecideForm(forms.Form):
    decision = forms.ChoiceField(choices=Complaint.Decision, widget=forms.RadioSelect, label=_("Decision"))
    text = CleanCharField(
        max_length=5_000,
        label=_("Reasons"),
        help_text=_("For colleagues; what the customer reads is written when they are told."),
        widget=forms.Textarea(attrs={"rows": 5}),
    )

    def __init__(self, data=None, *, complaint, **kwargs):
        initial = {"decision": complaint.decision, "text": complaint.decision_text}
        super().__init__(data, initial=initial, **kwargs)


class CommunicateForm(forms.Form):
    text = CleanCharField(
        max_length=LONGEST_MESSAGE,
        label=_("What the customer reads"),
        help_text=_("The decision, its reasons, and what they can do if they do not agree."),
        widget=forms.Textarea(attrs={"rows": 8}),
    )

    def __init__(self, data=None, *, complaint, **kwargs):
        super().__init__(data, **kwargs)


class CloseForm(forms.Form):
    resolution = CleanCharField(
        max_length=5_000, label=_("What was done"), widget=forms.Textarea(attrs={"rows": 4})
    )
    root_cause = BranchField(
        label=_("Root cause"),
        error_messages={"required": _("Choose what it came from: this is what is learnt.")},
    )

    def __init__(self, data=None, *, complaint, **kwargs):
        initial = {"resolution": complaint.resolution, "root_cause": complaint.root_cause}
        super().__init__(data, initial=initial, **kwargs)
        self.fields["root_cause"].offer(RootCause, kept=complaint.root_cause_id)


class NothingAsked(forms.Form):
    """A step that is only confirmed."""


class ReasonForm(forms.Form):
    reason = CleanCharField(max_length=1_000, label=_("Why?"), widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, data=None, *, complaint, **kwargs):
        super().__init__(data, **kwargs)
