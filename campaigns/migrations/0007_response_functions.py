from django.db import migrations

# Asked before a workspace is open: ids only.
DUE = """
CREATE FUNCTION due_workspaces_responses(most integer) RETURNS SETOF integer
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT workspace.id FROM public.workspaces_workspace workspace
    WHERE workspace.closed_at IS NULL AND (
        EXISTS (
            SELECT 1 FROM public.campaigns_hookpost post
            WHERE post.workspace_id = workspace.id AND post.due_at <= now()
        )
        OR EXISTS (
            SELECT 1 FROM public.campaigns_response response
            WHERE response.workspace_id = workspace.id AND response.due_at <= now()
        )
    ) LIMIT most
$$;
REVOKE ALL ON FUNCTION due_workspaces_responses(integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION due_workspaces_responses(integer) TO crm_app;
"""
HOOK = """
CREATE FUNCTION response_hook_by(token_hash text) RETURNS integer
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT hook.workspace_id FROM public.campaigns_providerhook hook
    JOIN public.workspaces_workspace workspace ON workspace.id = hook.workspace_id
    WHERE hook.token_hash = $1 AND workspace.closed_at IS NULL LIMIT 1
$$;
REVOKE ALL ON FUNCTION response_hook_by(text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION response_hook_by(text) TO crm_app;
"""


class Migration(migrations.Migration):
    dependencies = [("campaigns", "0006_providers")]
    operations = [
        migrations.RunSQL(DUE, "DROP FUNCTION due_workspaces_responses(integer)"),
        migrations.RunSQL(HOOK, "DROP FUNCTION response_hook_by(text)"),
    ]
