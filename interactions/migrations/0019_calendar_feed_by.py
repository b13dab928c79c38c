"""Which workspace an address of a calendar is of must be asked before one is open: a function that answers an id only."""

from django.db import migrations

FEED_BY = """
CREATE FUNCTION calendar_feed_by(hash text) RETURNS integer
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT workspace_id FROM public.interactions_calendarfeed WHERE token_hash = hash LIMIT 1
$$;
REVOKE ALL ON FUNCTION calendar_feed_by(text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION calendar_feed_by(text) TO crm_app;
"""


class Migration(migrations.Migration):
    dependencies = [("interactions", "0018_calendar_feeds")]
    operations = [migrations.RunSQL(FEED_BY, "DROP FUNCTION calendar_feed_by(text)")]
