"""The ledger goes with its customer; the app's role may not delete it."""

from django.db import migrations

FORGET = """
CREATE FUNCTION forget_points(account bigint) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $body$
DECLARE
    mine integer := current_setting('app.workspace_id')::integer;
    gone bigint[] := ARRAY(
        SELECT id FROM public.loyalty_wallet
        WHERE workspace_id = mine AND account_id = account
        AND NOT EXISTS (SELECT FROM public.accounts_account WHERE workspace_id = mine AND id = account)
    );
BEGIN
    DELETE FROM public.loyalty_holdpart WHERE workspace_id = mine AND hold_id IN (
        SELECT id FROM public.loyalty_hold WHERE workspace_id = mine AND wallet_id = ANY (gone));
    DELETE FROM public.loyalty_hold WHERE workspace_id = mine AND wallet_id = ANY (gone);
    DELETE FROM public.loyalty_allocation WHERE workspace_id = mine AND lot_id IN (
        SELECT id FROM public.loyalty_lot WHERE workspace_id = mine AND wallet_id = ANY (gone));
    DELETE FROM public.loyalty_lot WHERE workspace_id = mine AND wallet_id = ANY (gone);
    DELETE FROM public.loyalty_pointsentry WHERE workspace_id = mine AND wallet_id = ANY (gone);
    DELETE FROM public.loyalty_wallet WHERE workspace_id = mine AND id = ANY (gone);
END
$body$;
REVOKE ALL ON FUNCTION forget_points(bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION forget_points(bigint) TO crm_app;
"""


class Migration(migrations.Migration):
    dependencies = [("loyalty", "0001_initial")]
    operations = [migrations.RunSQL(FORGET, "DROP FUNCTION forget_points(bigint)")]
