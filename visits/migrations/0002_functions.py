"""Which workspaces have visits that are older than they keep, asked before one is open; and events of days that are
no more, which the app itself may not delete.
"""

from django.db import migrations

DUE = """
CREATE FUNCTION due_workspaces_old_visits(most integer) RETURNS SETOF integer
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT workspace.id FROM public.workspaces_workspace workspace
    LEFT JOIN public.visits_visitrules rules ON rules.workspace_id = workspace.id
    CROSS JOIN LATERAL (
        SELECT 1 FROM public.visits_visit due
        WHERE due.workspace_id = workspace.id
        AND due.at < now() - coalesce(rules.keep_months, 12) * interval '730.56 hours' LIMIT 1
    ) found WHERE workspace.closed_at IS NULL LIMIT most
$$;
REVOKE ALL ON FUNCTION due_workspaces_old_visits(integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION due_workspaces_old_visits(integer) TO crm_app;
"""
FORGET = """
CREATE FUNCTION forget_visit_days(days bigint[]) RETURNS void
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    DELETE FROM public.timeline_event
    WHERE workspace_id = current_setting('app.workspace_id')::integer
    AND subject_kind = 'visits.visitday' AND subject_id = ANY (days)
$$;
REVOKE ALL ON FUNCTION forget_visit_days(bigint[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION forget_visit_days(bigint[]) TO crm_app;
"""


class Migration(migrations.Migration):
    dependencies = [("visits", "0001_initial")]
    operations = [
        migrations.RunSQL(DUE, "DROP FUNCTION due_workspaces_old_visits(integer)"),
        migrations.RunSQL(FORGET, "DROP FUNCTION forget_visit_days(bigint[])"),
    ]
