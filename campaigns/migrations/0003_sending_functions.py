from django.db import migrations

# Which workspaces have campaigns to begin, to send and to look after is asked before one is open: ids only.
STARTS = """
CREATE FUNCTION due_workspaces_campaign_starts(most integer) RETURNS SETOF integer
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT workspace.id FROM public.workspaces_workspace workspace CROSS JOIN LATERAL (
        SELECT 1 FROM public.campaigns_campaign due WHERE due.workspace_id = workspace.id
        AND (due.state = 'snapshotting' OR due.state = 'scheduled' AND due.send_at <= now()) LIMIT 1
    ) found WHERE workspace.closed_at IS NULL LIMIT most
$$;
REVOKE ALL ON FUNCTION due_workspaces_campaign_starts(integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION due_workspaces_campaign_starts(integer) TO crm_app;
"""
# In the order of their virtual times, and not while a worker was told to look a moment ago.
SENDING = """
CREATE FUNCTION due_workspaces_campaigns(most integer) RETURNS SETOF integer
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT lane.workspace_id FROM public.campaigns_lane lane
    JOIN public.workspaces_workspace workspace ON workspace.id = lane.workspace_id
    WHERE workspace.closed_at IS NULL
    AND (lane.blocked_until IS NULL OR lane.blocked_until <= now())
    AND (lane.hinted_at IS NULL OR lane.hinted_at <= now() - interval '20 seconds')
    AND EXISTS (
        SELECT 1 FROM public.campaigns_campaign campaign JOIN public.campaigns_sendchunk chunk
        ON chunk.workspace_id = campaign.workspace_id AND chunk.campaign_id = campaign.id
        WHERE campaign.workspace_id = lane.workspace_id AND campaign.state = 'running'
        AND (campaign.expire_at IS NULL OR campaign.expire_at > now())
        AND chunk.state = 'open' AND chunk.due_at <= now()
    )
    ORDER BY lane.vtime LIMIT most
$$;
REVOKE ALL ON FUNCTION due_workspaces_campaigns(integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION due_workspaces_campaigns(integer) TO crm_app;
"""
CARE = """
CREATE FUNCTION due_workspaces_campaign_care(most integer) RETURNS SETOF integer
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT workspace.id FROM public.workspaces_workspace workspace CROSS JOIN LATERAL (
        SELECT 1 FROM public.campaigns_campaign due WHERE due.workspace_id = workspace.id AND (
            due.state IN ('scheduled', 'snapshotting', 'running', 'paused') AND due.expire_at <= now()
            OR due.state IN ('cancelled', 'expired') AND due.finished_at IS NULL
            OR due.state IN ('running', 'paused') AND EXISTS (
                SELECT 1 FROM public.campaigns_sendchunk chunk
                WHERE chunk.workspace_id = due.workspace_id AND chunk.campaign_id = due.id
                AND chunk.state = 'leased' AND chunk.due_at <= now()
            )
            OR due.state = 'running' AND NOT EXISTS (
                SELECT 1 FROM public.campaigns_sendchunk chunk
                WHERE chunk.workspace_id = due.workspace_id AND chunk.campaign_id = due.id
                AND chunk.due_at IS NOT NULL
            )
        ) LIMIT 1
    ) found WHERE workspace.closed_at IS NULL LIMIT most
$$;
REVOKE ALL ON FUNCTION due_workspaces_campaign_care(integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION due_workspaces_campaign_care(integer) TO crm_app;
"""
# The cursor moves many times for each row of these: half of each page stays free, so that no index is touched.
ROOM = """
ALTER TABLE campaigns_sendchunk SET (fillfactor = 50);
ALTER TABLE campaigns_lane SET (fillfactor = 50);
ALTER TABLE campaigns_recipient SET (fillfactor = 80)
"""
FULL = """
ALTER TABLE campaigns_sendchunk RESET (fillfactor);
ALTER TABLE campaigns_lane RESET (fillfactor);
ALTER TABLE campaigns_recipient RESET (fillfactor)
"""


class Migration(migrations.Migration):
    dependencies = [("campaigns", "0002_sending")]
    operations = [
        migrations.RunSQL(STARTS, "DROP FUNCTION due_workspaces_campaign_starts(integer)"),
        migrations.RunSQL(SENDING, "DROP FUNCTION due_workspaces_campaigns(integer)"),
        migrations.RunSQL(CARE, "DROP FUNCTION due_workspaces_campaign_care(integer)"),
        migrations.RunSQL(ROOM, FULL),
    ]
