"""Search in meetings, and the end of what history kept of them once their customer is deleted."""

from django.db import migrations

from lib.tenancy.searching import newest_matches

FORGET = """
CREATE FUNCTION forget_meetings(account bigint) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, public AS $body$
    DELETE FROM public.meetings_meetinghistory
    WHERE workspace_id = current_setting('app.workspace_id')::integer AND account_id = account
    AND NOT EXISTS (
        SELECT FROM public.accounts_account
        WHERE workspace_id = current_setting('app.workspace_id')::integer AND id = account);
$body$;
REVOKE ALL ON FUNCTION forget_meetings(bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION forget_meetings(bigint) TO crm_app;
"""


class Migration(migrations.Migration):
    dependencies = [("meetings", "0001_initial")]
    operations = [
        newest_matches("meetings_meeting", "meeting"),
        migrations.RunSQL(FORGET, "DROP FUNCTION forget_meetings(bigint)"),
    ]
