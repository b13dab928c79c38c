from django.db import migrations

# Which workspaces have plans to review is asked before one is open: ids only. From five in the morning there.
DUE = """
CREATE FUNCTION due_workspaces_plan_reviews(most integer) RETURNS SETOF integer
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT workspace.id FROM public.workspaces_workspace workspace CROSS JOIN LATERAL (
        SELECT 1 FROM public.planning_accountplan due
        WHERE due.workspace_id = workspace.id AND due.state = 'active'
        AND due.next_review_on <= ((now() AT TIME ZONE workspace.time_zone) - interval '5 hours')::date
        AND due.review_told_for IS DISTINCT FROM due.next_review_on LIMIT 1
    ) found WHERE workspace.closed_at IS NULL LIMIT most
$$;
REVOKE ALL ON FUNCTION due_workspaces_plan_reviews(integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION due_workspaces_plan_reviews(integer) TO crm_app;
"""
# History and versions are append-only for the app: they go with an account that is no more. What was deleted with it
# stands in the history of its plans.
PARTS = ["objective", "initiative", "risk", "competitorstanding"]
FORGET = """
CREATE FUNCTION forget_plans(gone bigint) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $body$
DECLARE
    opened integer := current_setting('app.workspace_id')::integer;
    plans bigint[];
BEGIN
    IF EXISTS (SELECT FROM public.accounts_account WHERE workspace_id = opened AND id = gone) THEN
        RETURN;
    END IF;
    plans := ARRAY(SELECT DISTINCT pgh_obj_id FROM public.planning_accountplanhistory
                   WHERE workspace_id = opened AND account_id = gone);
    DELETE FROM public.planning_planversion WHERE workspace_id = opened AND plan_id = ANY(plans);
    %s
    DELETE FROM public.planning_accountplanhistory WHERE workspace_id = opened AND account_id = gone;
END;
$body$;
REVOKE ALL ON FUNCTION forget_plans(bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION forget_plans(bigint) TO crm_app;
""" % "\n    ".join(  # nosec B608: nothing in it comes from outside
    f"DELETE FROM public.planning_{part}history WHERE workspace_id = opened AND plan_id = ANY(plans);"  # nosec B608
    for part in PARTS
)


class Migration(migrations.Migration):
    dependencies = [("planning", "0006_plan")]
    operations = [
        migrations.RunSQL(DUE, "DROP FUNCTION due_workspaces_plan_reviews(integer)"),
        migrations.RunSQL(FORGET, "DROP FUNCTION forget_plans(bigint)"),
    ]
