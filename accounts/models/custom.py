"""Custom fields: what a workspace wants to know of its customers besides the columns everybody has.

A value is a row: one column for each kind of value, so that a filter is an index condition under row security.
"""

from django.db import models
from django.db.models.functions import Left
from django.utils.translation import gettext_lazy as _

from accounts.models.account import Account
from accounts.models.contact import Contact
from accounts.models.lead_form import Asks, asks
from accounts.models.naming import FoldText, Labelled
from lib.tenancy.fields import FormTokenField, WorkspaceForeignKey
from lib.tenancy.models import NumberedModel, WorkspaceModel
from timeline.models import tracked

LONGEST_TEXT = 500
FOLD_LENGTH = 200


class ValueKind(models.TextChoices):
    TEXT = "text", _("Text")
    WHOLE = "whole", _("Whole number")
    NUMBER = "number", _("Number with decimals")
    DAY = "day", _("Date")
    YES_NO = "yes_no", _("Yes or no")
    CHOICE = "choice", _("Choice from a list")


@tracked()
class CustomField(Labelled, NumberedModel):
    class Of(models.TextChoices):
        ACCOUNT = "account", _("Accounts")
        CONTACT = "contact", _("Contacts")

    Kind = ValueKind

    of = models.CharField(_("kind of record"), max_length=10, choices=Of, editable=False)
    kind = models.CharField(_("kind of value"), max_length=10, choices=Kind, default=Kind.TEXT)
    is_required = models.BooleanField(_("required"), default=False)
    is_searchable = models.BooleanField(_("found by the search box"), default=False)
    asked_of_leads = asks(_("on the form for leads"), Asks.NO)
    place = models.PositiveSmallIntegerField(_("place"), default=0, editable=False)
    archived_at = models.DateTimeField(_("archived at"), null=True, editable=False)
    form_token = FormTokenField()

    class Meta:
        verbose_name = _("custom field")
        verbose_name_plural = _("custom fields")
        ordering = ["place", "number"]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(label_ar="") | ~models.Q(label_en=""),
                name="accounts_customfield_has_a_label",
            ),
            models.CheckConstraint(
                condition=models.Q(kind__in=ValueKind.values), name="accounts_customfield_kind"
            ),
            models.CheckConstraint(
                condition=models.Q(of="account") | models.Q(asked_of_leads=Asks.NO),
                name="accounts_customfield_asked_of_leads",
            ),
        ]

    @property
    def is_archived(self):
        return self.archived_at is not None


@tracked()
class CustomChoice(Labelled, NumberedModel):
    """One of the values of a choice. Retired, nobody chooses it any more; where it stands it is still read."""

    field = WorkspaceForeignKey(
        CustomField, on_delete=models.CASCADE, related_name="choices", verbose_name=_("custom field")
    )
    place = models.PositiveSmallIntegerField(_("place"), default=0, editable=False)
    retired_at = models.DateTimeField(_("retired at"), null=True, editable=False)

    class Meta:
        verbose_name = _("choice of a custom field")
        verbose_name_plural = _("choices of custom fields")
        ordering = ["place", "number"]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(label_ar="") | ~models.Q(label_en=""),
                name="accounts_customchoice_has_a_label",
            ),
        ]


def only_one_is_filled(model_name):
    """Whatever the kind of the field, a row holds exactly one value."""
    empty = {"text": "", "amount": None, "day": None, "is_yes": None, "choice": None}
    alone = models.Q()
    for filled in empty:
        others = models.Q(**{name: value for name, value in empty.items() if name != filled})
        alone |= ~models.Q(**{filled: empty[filled]}) & others
    return models.CheckConstraint(condition=alone, name=f"accounts_{model_name}_holds_one")


def value_indexes(model_name):
    """What filters narrow by: the workspace, the field, the value."""
    names = {"text": "text_fold", "amount": "amount", "day": "day", "yes": "is_yes", "choice": "choice"}
    filled = {
        "text": ~models.Q(text=""),
        **{short: models.Q(**{f"{name}__isnull": False}) for short, name in names.items() if short != "text"},
    }
    return [
        models.Index(
            fields=["workspace", "field", name, "record"],
            condition=filled[short],
            name=f"accounts_{model_name}_{short}",
        )
        for short, name in names.items()
    ]


class Value(WorkspaceModel):
    field = WorkspaceForeignKey(
        CustomField,
        on_delete=models.PROTECT,
        is_indexed=False,
        related_name="%(class)ss",
        verbose_name=_("custom field"),
    )
    text = models.TextField(_("text"), blank=True, max_length=LONGEST_TEXT)
    # Its beginning, which always has room in an index: a fold may be far longer than its text.
    text_fold = models.GeneratedField(
        expression=Left(FoldText("text"), FOLD_LENGTH),
        output_field=models.TextField(db_collation="C"),
        db_persist=True,
    )
    # Every number of at most 15 digits comes back as it was written.
    amount = models.FloatField(_("number"), null=True)
    day = models.DateField(_("date"), null=True)
    is_yes = models.BooleanField(_("yes or no"), null=True)
    choice = WorkspaceForeignKey(
        CustomChoice,
        on_delete=models.PROTECT,
        null=True,
        is_indexed=False,
        related_name="%(class)ss",
        verbose_name=_("choice"),
    )

    class Meta:
        abstract = True

    def __str__(self):
        return str(self.field)


@tracked()
class AccountValue(Value):
    """What an account holds in a custom field."""

    record = WorkspaceForeignKey(
        Account,
        on_delete=models.CASCADE,
        is_indexed=False,
        related_name="custom_values",
        verbose_name=_("account"),
    )

    class Meta:
        verbose_name = _("custom value of an account")
        verbose_name_plural = _("custom values of accounts")
        constraints = [
            models.UniqueConstraint(
                fields=["workspace", "record", "field"], name="accounts_accountvalue_once"
            ),
            only_one_is_filled("accountvalue"),
        ]
        indexes = value_indexes("accountvalue")


@tracked()
class ContactValue(Value):
    """What a contact holds in a custom field."""

    record = WorkspaceForeignKey(
        Contact,
        on_delete=models.CASCADE,
        is_indexed=False,
        related_name="custom_values",
        verbose_name=_("contact"),
    )

    class Meta:
        verbose_name = _("custom value of a contact")
        verbose_name_plural = _("custom values of contacts")
        constraints = [
            models.UniqueConstraint(
                fields=["workspace", "record", "field"], name="accounts_contactvalue_once"
            ),
            only_one_is_filled("contactvalue"),
        ]
        indexes = value_indexes("contactvalue")
