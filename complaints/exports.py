"""The list of complaints as a file, in the columns that imports read."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from accounts.exports import Exported, heading
from accounts.imports.columns import Column
from complaints.fields import complaint_listing
from complaints.imports.columns import COLUMNS

# Of the customer's record, for whoever sees it; the number of the account says whose a complaint is.
LEFT_OUT = {"email", "phone"}
LANGUAGES = {"ar": "العربية", "en": "English"}


class Complaints(Exported):
    listing = complaint_listing

    def columns(self, membership):
        own = [Column(key, label) for key, (label, _names) in COLUMNS.items() if key not in LEFT_OUT]
        # What Sila works out itself is written and never read.
        more = [Column(heading(field), field.label) for field in self.more(membership)]
        return [*own, *more]

    def more(self, membership):
        return [
            each for each in self.written(membership) if heading(each) not in COLUMNS and each.key != "name"
        ]

    def with_parts(self, queryset, membership):
        found = self.listing.with_parts(queryset, self.written(membership), membership)
        return found.select_related("account", "contact", "category", "root_cause", "owner__user")

    def found(self, membership, query, *, scans=False):
        """A search asks for customers too: a scan of what was written would find less than the list shows."""
        return super().found(membership, query)

    def values(self, record, people, membership):
        zone = ZoneInfo(membership.workspace.time_zone)
        more = {heading(field): field.written(record, people) for field in self.more(membership)}
        values = {**own_values(record), **more}
        return {key: local(value, zone) for key, value in values.items()}


def own_values(complaint) -> dict[str, Any]:
    category, cause, owner = complaint.category, complaint.root_cause, complaint.owner
    return {
        "number": complaint.number,
        "reference": complaint.reference,
        "account_number": complaint.account.number,
        "account": complaint.account.name,
        "contact": complaint.contact.name if complaint.contact else "",
        "subject": complaint.subject,
        "text": complaint.text,
        "category": category.label if category else "",
        "severity": complaint.get_severity_display(),
        "remedy": complaint.get_remedy_display() if complaint.remedy else "",
        "remedy_text": complaint.remedy_text,
        "channel": complaint.get_channel_display(),
        "language": LANGUAGES.get(complaint.language, complaint.language),
        "owner": owner.user.name if owner else "",
        "filed": complaint.filed_at,
        "state": complaint.get_state_display(),
        "closed": complaint.closed_at,
        "decision": complaint.get_decision_display() if complaint.decision else "",
        "resolution": complaint.resolution,
        "cause": cause.label if cause else "",
    }


def local(value: Any, zone: ZoneInfo) -> Any:
    """Spreadsheets know no zones: a moment is written as the clocks of the workspace show it."""
    if not isinstance(value, datetime):
        return value
    return value.astimezone(zone).replace(tzinfo=None, second=0, microsecond=0)
