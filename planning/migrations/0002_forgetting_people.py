"""The end of what history kept of stakeholders and needs once whom it is about is deleted for good."""

from django.db import migrations


def forgetting(of: str, gone: str, deletions: str) -> str:
    """A function of the owner: history is append-only for the app."""
    return f"""
CREATE FUNCTION {of}(gone bigint) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $body$
DECLARE opened integer := current_setting('app.workspace_id')::integer;
BEGIN
    IF EXISTS (SELECT FROM public.{gone} WHERE workspace_id = opened AND id = gone) THEN
        RETURN;
    END IF;
    {deletions}
END;
$body$;
REVOKE ALL ON FUNCTION {of}(bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION {of}(bigint) TO crm_app;
"""  # nosec B608: nothing in it comes from outside


OF_ACCOUNT = forgetting(
    "forget_people_of_account",
    "accounts_account",
    """DELETE FROM public.planning_stakeholderhistory WHERE workspace_id = opened AND account_id = gone;
    DELETE FROM public.planning_needhistory WHERE workspace_id = opened AND account_id = gone;""",
)
OF_CONTACT = forgetting(
    "forget_people_of_contact",
    "accounts_contact",
    "DELETE FROM public.planning_stakeholderhistory WHERE workspace_id = opened AND contact_id = gone;",
)


class Migration(migrations.Migration):
    dependencies = [("planning", "0001_people")]
    operations = [
        migrations.RunSQL(OF_ACCOUNT, "DROP FUNCTION forget_people_of_account(bigint)"),
        migrations.RunSQL(OF_CONTACT, "DROP FUNCTION forget_people_of_contact(bigint)"),
    ]
