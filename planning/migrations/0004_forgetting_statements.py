"""History of expectations in writing goes with their customer too."""

from django.db import migrations

FORGET = """
CREATE OR REPLACE FUNCTION forget_people_of_account(gone bigint) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $body$
DECLARE opened integer := current_setting('app.workspace_id')::integer;
BEGIN
    IF EXISTS (SELECT FROM public.accounts_account WHERE workspace_id = opened AND id = gone) THEN
        RETURN;
    END IF;
    DELETE FROM public.planning_stakeholderhistory WHERE workspace_id = opened AND account_id = gone;
    DELETE FROM public.planning_needhistory WHERE workspace_id = opened AND account_id = gone;
    DELETE FROM public.planning_scopestatementhistory WHERE workspace_id = opened AND account_id = gone;
END;
$body$;
"""


class Migration(migrations.Migration):
    dependencies = [("planning", "0003_statements_and_onboarding")]
    operations = [migrations.RunSQL(FORGET, migrations.RunSQL.noop)]
