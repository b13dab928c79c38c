from django.db import migrations

# Which workspaces have clocks whose next level was reached, and customers who are waited for and are to be reminded,
# is asked before one is open: ids only.
DUE = """
CREATE FUNCTION due_workspaces_{name}(most integer) RETURNS SETOF integer
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT workspace.id FROM public.workspaces_workspace workspace CROSS JOIN LATERAL (
        SELECT 1 FROM public.{table} due WHERE due.workspace_id = workspace.id AND {condition} LIMIT 1
    ) found WHERE workspace.closed_at IS NULL LIMIT most
$$;
REVOKE ALL ON FUNCTION due_workspaces_{name}(integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION due_workspaces_{name}(integer) TO crm_app;
"""


def due_workspaces(name, table, condition):
    sql = DUE.format(name=name, table=table, condition=condition)
    return migrations.RunSQL(sql, f"DROP FUNCTION due_workspaces_{name}(integer)")


class Migration(migrations.Migration):
    dependencies = [("complaints", "0004_clocks")]
    operations = [
        due_workspaces("escalations", "complaints_complaintclock", "due.next_level_at <= now()"),
        due_workspaces("silence", "complaints_silencenotice", "due.told_at IS NULL AND due.at <= now()"),
    ]
