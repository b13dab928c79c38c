"""Tiers go with their customer; and which workspaces have tiers to review tonight: asked before one is open, ids only."""

from importlib import import_module

from django.db import migrations

FORMER = import_module("loyalty.migrations.0014_forgetting_merged").NOW
LET_GO = """
    DELETE FROM public.loyalty_tierchange WHERE workspace_id = mine AND wallet_id = ANY (gone);
    DELETE FROM public.loyalty_tierstanding WHERE workspace_id = mine AND wallet_id = ANY (gone);
    DELETE FROM public.loyalty_holdpart """
NOW = FORMER.replace("\n    DELETE FROM public.loyalty_holdpart ", LET_GO, 1)

DUE = """
CREATE FUNCTION due_workspaces_tier_review(most integer) RETURNS SETOF integer
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT workspace.id FROM public.workspaces_workspace workspace
    WHERE workspace.closed_at IS NULL
    AND EXISTS (SELECT FROM public.loyalty_loyaltytier row WHERE row.workspace_id = workspace.id)
    AND EXISTS (
        SELECT FROM public.loyalty_loyaltyprogram program
        WHERE program.workspace_id = workspace.id AND program.state <> 'draft'
    )
    AND NOT EXISTS (
        SELECT FROM public.timeline_job job WHERE job.workspace_id = workspace.id AND job.kind = 'loyalty.tiers'
        AND (job.state IN ('queued', 'running') OR job.created_at >= date_trunc(
            'day', now() AT TIME ZONE workspace.time_zone) AT TIME ZONE workspace.time_zone)
    )
    ORDER BY workspace.id LIMIT most
$$;
REVOKE ALL ON FUNCTION due_workspaces_tier_review(integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION due_workspaces_tier_review(integer) TO crm_app;
"""


class Migration(migrations.Migration):
    dependencies = [("loyalty", "0017_tiers")]
    operations = [
        migrations.RunSQL(NOW, FORMER),
        migrations.RunSQL(DUE, "DROP FUNCTION due_workspaces_tier_review(integer)"),
    ]
