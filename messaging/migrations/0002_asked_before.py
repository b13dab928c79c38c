"""What is asked before a workspace is open: functions that answer with ids only."""

from django.db import migrations

MAILBOX_OF = """
CREATE FUNCTION mailbox_of(local text) RETURNS integer
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT sender.workspace_id FROM public.messaging_sender sender
    JOIN public.workspaces_workspace workspace ON workspace.id = sender.workspace_id
    WHERE sender.mailbox = local AND local <> '' AND workspace.closed_at IS NULL LIMIT 1
$$;
REVOKE ALL ON FUNCTION mailbox_of(text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION mailbox_of(text) TO crm_app;
"""
DUE = """
CREATE FUNCTION due_workspaces_{name}(most integer) RETURNS SETOF integer
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT workspace.id FROM public.workspaces_workspace workspace CROSS JOIN LATERAL (
        SELECT 1 FROM public.{table} due WHERE due.workspace_id = workspace.id AND {condition} LIMIT 1
    ) found ORDER BY random() LIMIT most
$$;
REVOKE ALL ON FUNCTION due_workspaces_{name}(integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION due_workspaces_{name}(integer) TO crm_app;
"""


def due_workspaces(name, table, condition):
    sql = DUE.format(name=name, table=table, condition=condition)
    return migrations.RunSQL(sql, f"DROP FUNCTION due_workspaces_{name}(integer)")


class Migration(migrations.Migration):
    dependencies = [("messaging", "0001_initial")]
    operations = [
        migrations.RunSQL(MAILBOX_OF, "DROP FUNCTION mailbox_of(text)"),
        due_workspaces("mail", "messaging_outgoingmail", "due.due_at <= now()"),
        due_workspaces(
            "raw_mail",
            "messaging_inboundmail",
            "due.raw IS NOT NULL AND due.received_at <= now() - interval '30 days'",
        ),
    ]
