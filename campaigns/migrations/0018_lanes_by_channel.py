from django.db import migrations

# As of 0003, with a lane for each channel: a workspace is due where one of them is free and has something to send.
BY_CHANNEL = """
CREATE OR REPLACE FUNCTION due_workspaces_campaigns(most integer) RETURNS SETOF integer
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT lane.workspace_id FROM public.campaigns_lane lane
    JOIN public.workspaces_workspace workspace ON workspace.id = lane.workspace_id
    WHERE workspace.closed_at IS NULL
    AND (lane.blocked_until IS NULL OR lane.blocked_until <= now())
    AND (lane.hinted_at IS NULL OR lane.hinted_at <= now() - interval '20 seconds')
    AND EXISTS (
        SELECT 1 FROM public.campaigns_campaign campaign JOIN public.campaigns_sendchunk chunk
        ON chunk.workspace_id = campaign.workspace_id AND chunk.campaign_id = campaign.id
        WHERE campaign.workspace_id = lane.workspace_id AND campaign.channel = lane.channel
        AND campaign.state = 'running'
        AND (campaign.expire_at IS NULL OR campaign.expire_at > now())
        AND chunk.state = 'open' AND chunk.due_at <= now()
    )
    GROUP BY lane.workspace_id ORDER BY min(lane.vtime) LIMIT most
$$;
"""


class Migration(migrations.Migration):
    dependencies = [("campaigns", "0017_gateways")]
    operations = [migrations.RunSQL(BY_CHANNEL, migrations.RunSQL.noop)]
