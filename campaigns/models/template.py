"""Template: what a campaign says, in Arabic and English, block by block.

The blocks of both languages are the same ones, so that a customer of either language is told the same.
"""

from django.db import IntegrityError, models, transaction
from django.db.models import Q
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from accounts.models.contact import Channel
from accounts.models.naming import folded
from interactions.models.kept import Offered, OfferedQuerySet
from interactions.models.ordered_part import OrderedPart, OrderedPartQuerySet
from lib.tenancy.fields import WorkspaceForeignKey
from lib.tenancy.models import WorkspaceManager
from surveys.models.survey import in_language
from timeline.models import tracked

LONGEST_NAME, LONGEST_SUBJECT, LONGEST_TEXT, LONGEST_URL = 80, 150, 4000, 1000
# Of a message by telephone: WhatsApp takes no more, and text messages of so many parts are no longer read.
LONGEST_BODY = 1000
MOST_BLOCKS = 40


WAITS, APPROVED, REJECTED = "waits", "approved", "rejected"
APPROVALS = [
    (WAITS, pgettext_lazy("approval", "Not approved yet")),
    (APPROVED, pgettext_lazy("approval", "Approved")),
    (REJECTED, pgettext_lazy("approval", "Rejected, or paused")),
]


class NameInUse(Exception):
    """Another template in use has this name."""


class TooManyBlocks(Exception):
    """A template has MOST_BLOCKS blocks at most."""


class TemplateQuerySet(OfferedQuerySet):
    def with_blocks(self):
        kept = TemplateBlock.objects.kept().in_order()
        return self.prefetch_related(models.Prefetch("blocks", kept, to_attr="standing"))


@tracked()
class Template(Offered):
    name = models.CharField(_("name"), max_length=LONGEST_NAME)
    name_fold = folded(models.F("name"))
    channel = models.CharField(
        _("channel"), max_length=10, choices=Channel, default=Channel.EMAIL, db_default=Channel.EMAIL
    )
    subject_ar = models.CharField(_("subject in Arabic"), max_length=LONGEST_SUBJECT, blank=True)
    subject_en = models.CharField(_("subject in English"), max_length=LONGEST_SUBJECT, blank=True)
    # What mail programs show behind the subject, before the letter is opened.
    preview_ar = models.CharField(_("preview in Arabic"), max_length=LONGEST_SUBJECT, blank=True)
    preview_en = models.CharField(_("preview in English"), max_length=LONGEST_SUBJECT, blank=True)
    # What a message by telephone says: such a template has neither subject nor blocks.
    body_ar = models.TextField(
        _("text in Arabic"), max_length=LONGEST_BODY, blank=True, default="", db_default=""
    )
    body_en = models.TextField(
        _("text in English"), max_length=LONGEST_BODY, blank=True, default="", db_default=""
    )
    # Of WhatsApp: under which name Meta has approved it, and the code of each language, with what Meta says of it.
    approved_name = models.CharField(_("name at Meta"), max_length=100, blank=True, default="", db_default="")
    code_ar = models.CharField(_("code of Arabic"), max_length=10, blank=True, default="ar", db_default="ar")
    code_en = models.CharField(_("code of English"), max_length=10, blank=True, default="en", db_default="en")
    approval_ar = models.CharField(
        _("approval of the Arabic text"), max_length=10, choices=APPROVALS, default=WAITS, db_default=WAITS
    )
    approval_en = models.CharField(
        _("approval of the English text"), max_length=10, choices=APPROVALS, default=WAITS, db_default=WAITS
    )
    created_by = WorkspaceForeignKey(
        "workspaces.Membership",
        on_delete=models.PROTECT,
        null=True,
        editable=False,
        is_indexed=False,
        related_name="+",
        verbose_name=_("added by"),
    )

    objects = WorkspaceManager.from_queryset(TemplateQuerySet)()

    class Meta:
        verbose_name = _("template of a campaign")
        verbose_name_plural = _("templates of campaigns")
        ordering = ["name_fold", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["workspace", "name_fold"],
                condition=Q(archived_at=None),
                name="campaigns_template_name",
            ),
        ]

    def save_version(self, *, read_version=None):
        """As of everything that is kept; NameInUse when another one in use has its name."""
        try:
            with transaction.atomic():
                super().save_version(read_version=read_version)
        except IntegrityError:  # the one thing that others can do to a row whose form was checked
            raise NameInUse from None

    def subject(self, language: str) -> str:
        return self.subject_ar if language == "ar" else self.subject_en

    def preview(self, language: str) -> str:
        return self.preview_ar if language == "ar" else self.preview_en

    def body(self, language: str) -> str:
        return self.body_ar if language == "ar" else self.body_en

    def code(self, language: str) -> str:
        return self.code_ar if language == "ar" else self.code_en

    def approval(self, language: str) -> str:
        return self.approval_ar if language == "ar" else self.approval_en

    @property
    def is_letter(self) -> bool:
        return self.channel == Channel.EMAIL

    def in_order(self) -> list["TemplateBlock"]:
        """Its blocks as they stand."""
        found = getattr(self, "standing", None)
        return list(self.blocks.kept().in_order()) if found is None else found


class TemplateBlock(OrderedPart):
    whole_field = "template"

    class Kind(models.TextChoices):
        HEADING = "heading", _("Heading")
        TEXT = "text", _("Text")
        BUTTON = "button", _("Button")
        PICTURE = "picture", _("Picture")
        COLUMNS = "columns", _("Two columns")
        OFFER = "offer", _("Offer")
        POINTS = "points", _("Points balance")
        DIVIDER = "divider", _("Line between")

    template = WorkspaceForeignKey(Template, on_delete=models.CASCADE, related_name="blocks")
    kind = models.CharField(_("kind of block"), max_length=10, choices=Kind)
    # The heading, the text, the label of the button, what the picture shows, the first column, what is offered.
    text_ar = models.TextField(_("text in Arabic"), max_length=LONGEST_TEXT, blank=True)
    text_en = models.TextField(_("text in English"), max_length=LONGEST_TEXT, blank=True)
    # The second column, the conditions of the offer.
    more_ar = models.TextField(_("further text in Arabic"), max_length=LONGEST_TEXT, blank=True)
    more_en = models.TextField(_("further text in English"), max_length=LONGEST_TEXT, blank=True)
    # Where the button or the picture leads, and where the picture is.
    link = models.URLField(_("link"), max_length=LONGEST_URL, blank=True)
    picture = models.URLField(_("address of the picture"), max_length=LONGEST_URL, blank=True)
    code = models.CharField(_("code of the offer"), max_length=40, blank=True)

    objects = WorkspaceManager.from_queryset(OrderedPartQuerySet)()

    class Meta:
        verbose_name = _("block of a template")
        verbose_name_plural = _("blocks of templates")
        ordering = ["place", "id"]

    def __str__(self):
        return self.name

    @property
    def name(self) -> str:
        """How it is called in lists: its first line, or what it is."""
        text = in_language(self.text_ar, self.text_en, get_language() or "ar")
        return text.partition("\n")[0][:100] or str(self.get_kind_display())

    def text(self, language: str) -> str:
        return self.text_ar if language == "ar" else self.text_en

    def more(self, language: str) -> str:
        return self.more_ar if language == "ar" else self.more_en

    def make_room(self):
        """TooManyBlocks when others have taken all of the places."""
        has_room(self.template)


def has_room(template: Template) -> None:
    """TooManyBlocks when nothing more fits into it."""
    if template.blocks.kept().count() >= MOST_BLOCKS:
        raise TooManyBlocks
