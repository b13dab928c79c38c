"""Stages of leads in files: found by what they are called, and written for the prospects that come."""

from accounts.models import Account, LeadStage, LeadStay
from lib.tenancy.copying import copy_rows
from lib.text import fold


def known_stages() -> dict[str, int]:
    """The stages in use by their label in either language."""
    found: dict[str, int] = {}
    for stage in LeadStage.objects.in_use():
        for label in filter(None, (stage.label_ar, stage.label_en)):
            found.setdefault(fold(label), stage.pk)
    return found


def take_stage(row, texts, stages) -> None:
    """Of a checked row: the stage that it names, or that there is none of this name."""
    if text := texts.get("lead_stage"):
        row.stage_id = stages.get(fold(text))
        if row.stage_id is None:
            row.note("lead_stage", "stage", text)


def stage_of(row, status: str) -> int | None:
    """The stage in which a new prospect stands; of anybody else it is told that it was left out."""
    if row.stage_id and row.account.get("status", status) != Account.Status.PROSPECT:
        row.note("lead_stage", "no_lead", row.texts["lead_stage"])
        return None
    return row.stage_id


def stand_in_stages(rows: list[dict], now) -> None:
    """Of new accounts, as their rows were written: since when they stand there."""
    staged = [row for row in rows if row["lead_stage_id"]]
    Account.objects.filter(pk__in=[row["id"] for row in staged]).update(lead_stage_at=now)
    stays = [
        {
            "account_id": row["id"],
            "stage_id": row["lead_stage_id"],
            "from_at": now,
            "by_id": row["created_by_id"],
        }
        for row in staged
    ]
    copy_rows(LeadStay, stays)
