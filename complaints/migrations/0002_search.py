"""Search in complaints, and the end of what history kept of them with their customer."""

from django.db import migrations

from lib.tenancy.searching import newest_matches

FORGET = """
CREATE FUNCTION forget_complaints(account bigint) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, public AS $body$
    DELETE FROM public.complaints_complainthistory
    WHERE workspace_id = current_setting('app.workspace_id')::integer AND account_id = account
    AND NOT EXISTS (
        SELECT FROM public.accounts_account
        WHERE workspace_id = current_setting('app.workspace_id')::integer AND id = account);
$body$;
REVOKE ALL ON FUNCTION forget_complaints(bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION forget_complaints(bigint) TO crm_app;
"""


class Migration(migrations.Migration):
    dependencies = [("complaints", "0001_initial")]
    operations = [
        newest_matches("complaints_complaint", "complaint"),
        migrations.RunSQL(FORGET, "DROP FUNCTION forget_complaints(bigint)"),
    ]
