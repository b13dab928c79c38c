"""ReadyAnswer: what is said to customers again and again, written once, in Arabic and English."""

from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models.naming import folded
from interactions.models.interaction import Interaction
from interactions.models.kept import Offered, OfferedQuerySet
from lib import formats
from lib.tenancy.fields import WorkspaceForeignKey
from lib.tenancy.models import WorkspaceManager
from timeline.models import tracked

LONGEST_NAME, LONGEST_TEXT = 80, 4000
Channel = Interaction.Channel
# The channels over which something is answered in words.
ANSWERED_OVER = (
    Channel.WHATSAPP,
    Channel.EMAIL,
    Channel.SMS,
    Channel.CALL,
    Channel.SOCIAL,
    Channel.PORTAL,
)


def names_of(channels: list[str]) -> str:
    """Several channels by name; none of them means any."""
    names = dict(Channel.choices)
    return formats.listed(names.get(each, each) for each in channels) if channels else gettext("Any channel")


class NameInUse(ValidationError):
    def __init__(self):
        super().__init__({"name": _("Another ready answer in use has this name. Choose another one.")})


@tracked()
class ReadyAnswer(Offered):
    name = models.CharField(_("name"), max_length=LONGEST_NAME)
    name_fold = folded(models.F("name"))
    text_ar = models.TextField(_("text in Arabic"), max_length=LONGEST_TEXT, blank=True)
    text_en = models.TextField(_("text in English"), max_length=LONGEST_TEXT, blank=True)
    # None of them means any.
    channels = ArrayField(
        models.CharField(max_length=10, choices=Channel), verbose_name=_("channels"), default=list, blank=True
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

    objects = WorkspaceManager.from_queryset(OfferedQuerySet)()

    class Meta:
        verbose_name = _("ready answer")
        verbose_name_plural = _("ready answers")
        ordering = ["name_fold", "id"]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(text_ar="") | ~models.Q(text_en=""), name="interactions_readyanswer_text"
            ),
            models.UniqueConstraint(
                fields=["workspace", "name_fold"],
                condition=models.Q(archived_at=None),
                name="interactions_readyanswer_name",
            ),
        ]

    @property
    def channel_names(self) -> str:
        return names_of(self.channels)

    def text_in(self, language: str) -> tuple[str, str]:
        """The text in this language, or the one there is, and the language that it is in."""
        first, second = (self.text_ar, self.text_en) if language == "ar" else (self.text_en, self.text_ar)
        return (first, language) if first else (second, "en" if language == "ar" else "ar")

    def save_version(self, *, read_version=None):
        """As of everything that is kept; NameInUse when another one in use has its name."""
        try:
            with transaction.atomic():
                super().save_version(read_version=read_version)
        except IntegrityError:  # the one thing that others can do to a row whose form was checked
            raise NameInUse from None
