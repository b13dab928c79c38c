"""The fields that accounts and contacts have alike."""

from django.utils.translation import gettext_lazy as _

from accounts.fields.values import column
from lib import formats
from lib.lists.fields import MAIN, Field
from lib.lists.page import Sort
from lib.lists.rows import bdi

NAMES = [
    Field(
        "name",
        _("Name"),
        cell=lambda record, rows: rows.link(record),
        on_a_phone=MAIN,
        sorts=(
            Sort("name", _("Name, first to last"), "name_fold"),
            Sort("-name", _("Name, last to first"), "name_fold", is_descending=True),
        ),
        is_fixed=True,
    ),
    Field(
        "name_ar",
        _("Name in Arabic"),
        cell=lambda record, rows: bdi(record.name_ar),
        written=column("name_ar"),
    ),
    Field(
        "name_en",
        _("Name in English"),
        cell=lambda record, rows: bdi(record.name_en),
        written=column("name_en"),
    ),
]
DESCRIPTION = Field("description", _("Description"), written=column("description"))
ADDED = Field(
    "created",
    _("Added"),
    cell=lambda record, rows: formats.day(record.created_at),
    sorts=(
        Sort("-created", _("Newest first"), "created_at", is_descending=True),
        Sort("created", _("Oldest first"), "created_at"),
    ),
)
NUMBER = Field(
    "number",
    _("Number"),
    cell=lambda record, rows: record.number,
    css="num",
    sorts=(
        Sort("number", _("Number, lowest first"), "number"),
        Sort("-number", _("Number, highest first"), "number", is_descending=True),
    ),
    is_usual=True,
)
