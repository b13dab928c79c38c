"""Every workspace gets its working hours: eight to five on the days that were not its weekend."""

from django.db import migrations

GIVE_HOURS = """
INSERT INTO workspaces_workingcalendar (workspace_id, country, week, worked_holidays)
SELECT id, country, (
    SELECT jsonb_agg(
        CASE WHEN weekend @> to_jsonb(day) THEN '[]'::jsonb ELSE '[[480, 1020]]'::jsonb END ORDER BY day
    )
    FROM generate_series(0, 6) AS day
), '[]'::jsonb
FROM workspaces_workspace
"""


class Migration(migrations.Migration):

    dependencies = [
        ("workspaces", "0009_working_hours"),
    ]

    operations = [
        migrations.RunSQL(GIVE_HOURS, "DELETE FROM workspaces_workingcalendar"),
        migrations.RemoveField(model_name="workspace", name="weekend"),
    ]
