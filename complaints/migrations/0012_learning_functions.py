"""Which complaints read alike, and which workspaces have patterns to look for and actions to tell of."""

from django.db import migrations

# pg_trgm's comparison is no leakproof one: under row security it could not use an index. Ids only, the likest first;
# the caller reads the rows under row security again. Planned anew each time: which index is best depends on the category.
LIKE = """
CREATE FUNCTION like_complaints(
    one bigint, since timestamptz, bound double precision, is_before boolean, most integer
) RETURNS SETOF bigint
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $body$
DECLARE
    mine integer := current_setting('app.workspace_id')::integer;
    asked record;
BEGIN
    PERFORM set_config('pg_trgm.similarity_threshold', bound::text, true);
    SELECT complaint.category_id, complaint.filed_at, complaint.search INTO asked
        FROM public.complaints_complaint complaint WHERE complaint.workspace_id = mine AND complaint.id = one;
    RETURN QUERY EXECUTE format($query$
        SELECT other.id FROM public.complaints_complaint other
        WHERE other.workspace_id = %s AND other.category_id = %L::bigint AND other.id <> %s
        AND other.filed_at >= %L::timestamptz AND other.state NOT IN ('rejected', 'merged')
        AND (NOT %L::boolean OR (other.filed_at, other.id) < (%L::timestamptz, %s))
        AND other.search %% %L
        ORDER BY similarity(other.search, %L) DESC, other.id LIMIT %s
    $query$, mine, asked.category_id, one, since, is_before, asked.filed_at, one, asked.search,
        asked.search, most);
END
$body$;
REVOKE ALL ON FUNCTION like_complaints(bigint, timestamptz, double precision, boolean, integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION like_complaints(bigint, timestamptz, double precision, boolean, integer) TO crm_app;
"""
# Asked before a workspace is open: ids only. The search begins between one and five in the morning there, once a night.
DUE = """
CREATE FUNCTION due_workspaces_patterns(most integer) RETURNS SETOF integer
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT workspace.id FROM public.workspaces_workspace workspace
    WHERE workspace.closed_at IS NULL
    AND (now() AT TIME ZONE workspace.time_zone)::time BETWEEN '01:00' AND '05:00'
    AND NOT EXISTS (
        SELECT FROM public.timeline_job job WHERE job.workspace_id = workspace.id
        AND job.kind = 'complaints.learn' AND job.created_at > now() - interval '12 hours'
    )
    AND (
        EXISTS (SELECT FROM public.complaints_complaint row WHERE row.workspace_id = workspace.id)
        OR EXISTS (SELECT FROM public.sales_purchase row WHERE row.workspace_id = workspace.id)
        OR EXISTS (SELECT FROM public.surveys_surveyanswer row WHERE row.workspace_id = workspace.id)
    )
    ORDER BY workspace.id LIMIT most
$$;
REVOKE ALL ON FUNCTION due_workspaces_patterns(integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION due_workspaces_patterns(integer) TO crm_app;
CREATE FUNCTION due_workspaces_actions(most integer) RETURNS SETOF integer
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT workspace.id FROM public.workspaces_workspace workspace CROSS JOIN LATERAL (
        SELECT 1 FROM public.complaints_correctiveaction due
        WHERE due.workspace_id = workspace.id AND (
            due.state = 'open' AND due.due_on < (now() AT TIME ZONE workspace.time_zone)::date
            AND due.told_for IS DISTINCT FROM due.due_on
            OR due.state = 'done' AND due.check_on <= (now() AT TIME ZONE workspace.time_zone)::date
            AND due.told_for IS DISTINCT FROM due.check_on
        ) LIMIT 1
    ) found WHERE workspace.closed_at IS NULL LIMIT most
$$;
REVOKE ALL ON FUNCTION due_workspaces_actions(integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION due_workspaces_actions(integer) TO crm_app;
"""
GONE = """
DROP FUNCTION due_workspaces_actions(integer);
DROP FUNCTION due_workspaces_patterns(integer);
"""
NOT_LIKE = "DROP FUNCTION like_complaints(bigint, timestamptz, double precision, boolean, integer)"


class Migration(migrations.Migration):
    dependencies = [("complaints", "0011_learning")]
    operations = [migrations.RunSQL(LIKE, NOT_LIKE), migrations.RunSQL(DUE, GONE)]
