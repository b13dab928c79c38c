"""The list of complaints as a file."""

from accounts.exports import Exported, heading
from accounts.imports.columns import Column
from complaints.fields import complaint_listing


class Complaints(Exported):
    listing = complaint_listing

    def columns(self, membership):
        own = [Column(heading(field), field.label) for field in self.written(membership)]
        return [Column("number", "#"), *own]

    def with_parts(self, queryset, membership):
        return self.listing.with_parts(queryset, self.written(membership), membership)

    def values(self, record, people, membership):
        own = {heading(field): field.written(record, people) for field in self.written(membership)}
        return {"number": record.number} | own
