"""The demo's expectations: acknowledged at the two strategic customers, one with a later edition that waits."""

from datetime import timedelta

from lib.tokens import new_token
from planning.demo.people import STRATEGIC, strategic_accounts
from planning.demo.statement_texts import CHANGED, COMMENT, TEXTS
from planning.expecting import ask, draft_edition, take_answer
from workspaces.demo import Stage


def seed_statements(stage: Stage) -> None:
    slug = stage.workspace.slug
    for account in strategic_accounts():
        by = account.owner or stage.member("owner")
        main = account.positions.filter(contact__archived_at=None).select_related("contact")
        position = main.order_by("-is_primary", "pk").first()
        if position is None:
            continue
        contact = position.contact
        year_end = stage.today.replace(month=12, day=31)
        fields = {
            **TEXTS[slug],
            "language": stage.workspace.language,
            "valid_from": stage.today - timedelta(days=40),
            "valid_until": year_end,
        }
        first = draft_edition(account=account, by=by, fields=fields)
        ask(first, contact=contact, is_mailed=False, note="", by=by, token=new_token())
        take_answer(first, is_acknowledged=True, name=contact.name)
        if account.number == STRATEGIC[1]:
            changed = {**fields, "service_levels": CHANGED[slug], "valid_from": stage.today}
            later = draft_edition(account=account, by=by, fields=changed)
            ask(later, contact=contact, is_mailed=False, note="", by=by, token=new_token())
            take_answer(later, is_acknowledged=False, name=contact.name, text=COMMENT[slug])
