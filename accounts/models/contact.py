"""Contact: a person one talks to."""

from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models.naming import (
    NamedModel,
    given_index,
    has_a_name,
    mailbox,
    merged_index,
    searchable,
)
from accounts.models.record import Record
from accounts.querysets import ContactQuerySet
from lib.tenancy.fields import WorkspaceForeignKey
from lib.tenancy.models import WorkspaceManager, WorkspaceModel
from timeline.models import tracked


class Channel(models.TextChoices):
    EMAIL = "email", _("E-mail")
    PHONE = "phone", _("Phone call")
    SMS = "sms", _("Text message")
    WHATSAPP = "whatsapp", _("WhatsApp")


@tracked(exclude=["custom_search", "merged_into"])
class Contact(NamedModel, Record):
    class Gender(models.TextChoices):
        FEMALE = "female", _("Female")
        MALE = "male", _("Male")

    phone_1 = models.CharField(_("mobile"), max_length=40, blank=True)
    phone_1_e164 = models.CharField(max_length=20, blank=True, editable=False)
    phone_2 = models.CharField(_("second phone"), max_length=40, blank=True)
    phone_2_e164 = models.CharField(max_length=20, blank=True, editable=False)
    phone_3 = models.CharField(_("third phone"), max_length=40, blank=True)
    phone_3_e164 = models.CharField(max_length=20, blank=True, editable=False)
    email_1 = models.EmailField(_("e-mail"), max_length=254, blank=True)
    email_2 = models.EmailField(_("second e-mail"), max_length=254, blank=True)
    email_1_key = mailbox("email_1")
    email_2_key = mailbox("email_2")
    birth_on = models.DateField(_("birth date"), null=True, blank=True)
    gender = models.CharField(_("gender"), max_length=6, choices=Gender, blank=True)
    city = models.CharField(_("city"), max_length=80, blank=True)
    country = models.CharField(_("country"), max_length=2, blank=True)
    language = models.CharField(_("language"), max_length=5, blank=True)
    preferred_channel = models.CharField(_("preferred channel"), max_length=10, choices=Channel, blank=True)
    description = models.TextField(_("description"), blank=True, max_length=10_000)
    search = searchable(
        "name_ar",
        "name_en",
        "phone_1_e164",
        "phone_2_e164",
        "phone_3_e164",
        "email_1",
        "email_2",
        "custom_search",
    )

    objects = WorkspaceManager.from_queryset(ContactQuerySet)()

    class Meta:
        verbose_name = _("contact")
        verbose_name_plural = _("contacts")
        constraints = [has_a_name("contact")]
        indexes = [
            models.Index(fields=["workspace", "name_fold", "id"], name="accounts_contact_name"),
            models.Index(fields=["workspace", "created_at", "id"], name="accounts_contact_created"),
            models.Index(fields=["workspace", "birth_on"], name="accounts_contact_birth"),
            models.Index(fields=["workspace", "email_1"], name="accounts_contact_email"),
            models.Index(fields=["workspace", "phone_1_e164"], name="accounts_contact_phone"),
            given_index("phone_2_e164", "accounts_contact_phone_2"),
            given_index("phone_3_e164", "accounts_contact_phone_3"),
            given_index("email_1_key", "accounts_contact_mailbox"),
            given_index("email_2_key", "accounts_contact_mailbox_2"),
            merged_index("accounts_contact_merged"),
            GinIndex(
                fields=["workspace", "search"],
                opclasses=["int4_ops", "gin_trgm_ops"],
                name="accounts_contact_search",
            ),
        ]

    @property
    def reached(self) -> tuple[str, str]:
        """As that of an account: phone and e-mail address, as typed."""
        return self.phone_1, self.email_1


class ContactInterest(WorkspaceModel):
    contact = WorkspaceForeignKey(
        Contact, on_delete=models.CASCADE, related_name="interests", is_indexed=False
    )
    tag = WorkspaceForeignKey("accounts.Tag", on_delete=models.CASCADE, related_name="contact_interests")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["workspace", "contact", "tag"], name="accounts_contactinterest_once"
            )
        ]

    def __str__(self):
        return str(self.tag)
