"""The list of opportunities as a file."""

from accounts.exports import Exported, heading
from accounts.imports.columns import Column
from sales.opportunity_fields import opportunity_listing


class Opportunities(Exported):
    listing = opportunity_listing

    def columns(self, membership):
        own = [Column(heading(field), field.label) for field in self.written(membership)]
        return [Column("number", opportunity_listing.fields.get("number").label), *own]

    def with_parts(self, queryset, membership):
        return self.listing.with_parts(queryset, self.written(membership), membership)

    def values(self, record, people, membership):
        own = {heading(field): field.written(record, people) for field in self.written(membership)}
        return {"number": record.number} | own
