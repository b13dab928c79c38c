"""Two meetings that customers booked with one colleague never overlap: the database's own word for it."""

from django.contrib.postgres.operations import BtreeGistExtension
from django.db import migrations

ONCE = """
ALTER TABLE meetings_meeting ADD CONSTRAINT meetings_meeting_booked_once EXCLUDE USING gist (
    workspace_id WITH =, organizer_id WITH =, tstzrange(starts_at, ends_at) WITH &&
) WHERE (is_booked AND state = 'planned')
"""


class Migration(migrations.Migration):
    dependencies = [("meetings", "0004_booking_links")]
    operations = [
        BtreeGistExtension(),
        migrations.RunSQL(ONCE, "ALTER TABLE meetings_meeting DROP CONSTRAINT meetings_meeting_booked_once"),
    ]
