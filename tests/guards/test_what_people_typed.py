"""What people type is shown as typed: markup in every text of a workspace is text on all its pages."""

import pytest
from django.db import models

from lib.tenancy.constraints import AppendOnly
from lib.tenancy.state import workspace
from tests.guards import atlas
from tests.guards.test_canary import text_of
from tests.guards.test_every_address import MAKER, by_name
from tests.guards.test_no_third_party import LETTERS, Tags, is_html, wrong_tags
from workspaces.roles import Role

pytestmark = [pytest.mark.net, pytest.mark.usefixtures("plain_pages")]

# Columns whose text the product writes itself: names of verbs and lists, hashes, types.
KEYS = {"kind", "verb", "list_key", "token_hash", "content", "kpi", "board"}
TYPED = "\"'><evil x=1>{{7*7}}"


@pytest.fixture(scope="module")
def typed_everywhere(filled_world):
    type_everywhere(filled_world[0].noor)


def type_everywhere(part):
    """Every free text of the workspace becomes markup, past the forms that would clean or refuse it."""
    with workspace(part.workspace.pk):
        for row in part.rows.values():
            texts = [column for column in row._meta.local_fields if is_free_text(column)]
            if not hasattr(row, "pgh_id") and not is_append_only(row):
                type(row).objects.filter(pk=row.pk).update(**{column.name: TYPED for column in texts})


def is_free_text(column):
    is_text = isinstance(column, models.CharField | models.TextField) and not column.generated
    fits = column.max_length is None or column.max_length >= len(TYPED)
    return is_text and fits and not column.choices and column.name not in KEYS


def is_append_only(row):
    return any(isinstance(each, AppendOnly) for each in row._meta.constraints)


@pytest.mark.parametrize("address", atlas.readable_addresses(), ids=by_name)
def test_what_people_typed_is_text_and_no_markup(address, typed_everywhere, world):
    for path in address.paths_in(world.noor):
        response = world.client(MAKER if address.is_private else Role.OWNER).get(path, {"q": TYPED})
        assert response.status_code < 500
        if is_html(response):
            shown = Tags(text_of(response))
            assert [tag for tag, _given in shown.tags if tag == "evil"] == []
            assert address.name in LETTERS or wrong_tags(response) == []
