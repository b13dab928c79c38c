from django.db import migrations

# Which workspaces have follow-ups to remind of is asked before one is open: ids only.
DUE = """
CREATE FUNCTION due_workspaces_reminders(most integer) RETURNS SETOF integer
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT workspace.id FROM public.workspaces_workspace workspace CROSS JOIN LATERAL (
        SELECT 1 FROM public.interactions_reminder due
        WHERE due.workspace_id = workspace.id AND due.told_at IS NULL AND due.at <= now() LIMIT 1
    ) found WHERE workspace.closed_at IS NULL LIMIT most
$$;
REVOKE ALL ON FUNCTION due_workspaces_reminders(integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION due_workspaces_reminders(integer) TO crm_app;
"""

# Those that are open already, at their plain time; whoever tells them looks whether somebody works then.
OPEN_ONES = """
INSERT INTO interactions_reminder (workspace_id, follow_up_id, kind, at)
SELECT promise.workspace_id, promise.id, 'due', plain.at
FROM interactions_followup promise JOIN workspaces_workspace workspace ON workspace.id = promise.workspace_id
CROSS JOIN LATERAL (
    SELECT coalesce(
        promise.due_at - interval '15 minutes',
        (promise.due_on + time '08:00') AT TIME ZONE workspace.time_zone
    ) AS at
) plain WHERE promise.state = 'open' AND plain.at > now();
"""


class Migration(migrations.Migration):
    dependencies = [("interactions", "0006_reminders")]
    operations = [
        migrations.RunSQL(DUE, "DROP FUNCTION due_workspaces_reminders(integer)"),
        migrations.RunSQL(OPEN_ONES, migrations.RunSQL.noop),
    ]
