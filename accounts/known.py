"""What a workspace made itself and lists are narrowed by, in one statement written out.

Whoever opens a list of filters asks it: Django takes ten times longer to write this union than PostgreSQL to answer.
Every part gives its kind, what it is sorted by, its name in addresses, its id and its label.
"""

from django.db import connection

from lib.tenancy.state import require_workspace_id

COLLEAGUES = """
SELECT 'owner', person.name, member.number::text, member.id, person.name
FROM workspaces_membership member JOIN workspaces_user person ON person.id = member.user_id
WHERE member.workspace_id = %(workspace)s AND member.ended_at IS NULL"""
INDUSTRIES = """
SELECT 'industry', name_fold, name_fold, id, name FROM accounts_industry WHERE workspace_id = %(workspace)s"""
REGIONS = """
SELECT 'region', name_fold, name_fold, id, name FROM accounts_region WHERE workspace_id = %(workspace)s"""
TAGS = """
SELECT kind, name_fold, name_fold, id, name FROM accounts_tag WHERE workspace_id = %(workspace)s AND kind = 'tag'"""
INTERESTS = TAGS.replace("'tag'", "'interest'")


def known_rows(parts: tuple[str, ...]) -> list[tuple[str, str, str, int, str]]:
    """The rows of these statements in the open workspace, in their order."""
    with connection.cursor() as cursor:
        cursor.execute("\nUNION ALL".join(parts), {"workspace": require_workspace_id()})
        return sorted(cursor.fetchall())
