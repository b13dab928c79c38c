"""What a workspace made itself and lists are narrowed by, in one statement written out.

Whoever opens a list of filters asks it: Django takes ten times longer to write this union than PostgreSQL to answer.
Every part gives its kind, what it is sorted by, its name in addresses, its id and its label.
"""

from django.db import connection
from django.utils.translation import get_language

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
STAGES = """
SELECT 'stage', to_char(place, '00000'), number::text, id,
    CASE WHEN %(is_arabic)s THEN coalesce(nullif(label_ar, ''), label_en)
    ELSE coalesce(nullif(label_en, ''), label_ar) END
FROM accounts_leadstage WHERE workspace_id = %(workspace)s AND archived_at IS NULL"""
INTERESTS = TAGS.replace("'tag'", "'interest'")


def known_rows(parts: tuple[str, ...]) -> list[tuple[str, str, str, int, str]]:
    """The rows of these statements in the open workspace, in their order."""
    if not parts:
        return []
    with connection.cursor() as cursor:
        known = {"workspace": require_workspace_id(), "is_arabic": get_language() == "ar"}
        cursor.execute("\nUNION ALL".join(parts), known)
        return sorted(cursor.fetchall())
