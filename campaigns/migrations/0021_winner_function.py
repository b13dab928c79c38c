from django.db import migrations

# Which workspaces have sent campaigns and not looked lately which purchases are put down to them, or letters of a test
# that had their hours: ids only.
CREDITS = """
CREATE OR REPLACE FUNCTION due_workspaces_campaign_credits(most integer) RETURNS SETOF integer
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT workspace.id FROM public.workspaces_workspace workspace
    WHERE workspace.closed_at IS NULL AND EXISTS (
        SELECT 1 FROM public.campaigns_campaign begun
        WHERE begun.workspace_id = workspace.id AND begun.started_at IS NOT NULL
    ) AND (
        NOT EXISTS (
            SELECT 1 FROM public.campaigns_crediting later
            WHERE later.workspace_id = workspace.id AND later.due_at > now()
        )
        OR EXISTS (
            SELECT 1 FROM public.campaigns_split test
            JOIN public.campaigns_campaign going
            ON going.workspace_id = test.workspace_id AND going.id = test.campaign_id
            WHERE test.workspace_id = workspace.id AND test.winner IS NULL AND test.decide_at <= now()
            AND going.state IN ('running', 'paused')
        )
    ) LIMIT most
$$;
"""


class Migration(migrations.Migration):
    dependencies = [("campaigns", "0020_winners")]
    operations = [migrations.RunSQL(CREDITS, migrations.RunSQL.noop)]
