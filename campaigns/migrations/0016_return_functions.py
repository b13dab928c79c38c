from django.db import migrations

# Which workspaces have sent campaigns and not looked lately which purchases are put down to them: ids only.
CREDITS = """
CREATE FUNCTION due_workspaces_campaign_credits(most integer) RETURNS SETOF integer
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT workspace.id FROM public.workspaces_workspace workspace
    WHERE workspace.closed_at IS NULL AND EXISTS (
        SELECT 1 FROM public.campaigns_campaign begun
        WHERE begun.workspace_id = workspace.id AND begun.started_at IS NOT NULL
    ) AND NOT EXISTS (
        SELECT 1 FROM public.campaigns_crediting later
        WHERE later.workspace_id = workspace.id AND later.due_at > now()
    ) LIMIT most
$$;
REVOKE ALL ON FUNCTION due_workspaces_campaign_credits(integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION due_workspaces_campaign_credits(integer) TO crm_app;
"""


class Migration(migrations.Migration):
    dependencies = [("campaigns", "0015_returns")]
    operations = [migrations.RunSQL(CREDITS, "DROP FUNCTION due_workspaces_campaign_credits(integer)")]
