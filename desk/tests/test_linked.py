"""What other parts of Sila put on the page of an account, brought by a request of its own."""

import pytest

from accounts import services
from accounts.panels import Panel, panels
from lib.tenancy.state import workspace

pytestmark = pytest.mark.django_db


@pytest.fixture
def afaq(salem):
    with workspace(salem.workspace_id):
        return services.add_account(by=salem, fields={"name_en": "Afaq Gulf", "owner": salem})


@pytest.fixture
def lamps(monkeypatch):
    """A panel for every customer, and one that has nothing to show."""
    monkeypatch.setattr(panels, "_items", {})

    def read(account, membership):
        return {"facts": [{"label": "Lamps", "value": f"{account.name}, {membership.user.name}"}]}

    kind = {
        "template": "components/panel_of_tests.html",
        "url_name": "accounts:edit",
        "action": "Change them",
    }
    panels.register("lamps", Panel(title="Lamps in use", read=read, **kind))
    panels.register("none", Panel(title="Nothing here", read=lambda account, membership: None, **kind))


@pytest.fixture
def template(settings, tmp_path):
    (tmp_path / "components").mkdir()
    (tmp_path / "components/panel_of_tests.html").write_text(
        "{% for fact in found.facts %}{{ fact.value }}{% endfor %}"
    )
    settings.TEMPLATES = [{**settings.TEMPLATES[0], "DIRS": [*settings.TEMPLATES[0]["DIRS"], tmp_path]}]


def test_the_page_asks_for_its_panels_once_it_stands(sign_in, salem, afaq, lamps):
    page = sign_in(salem).get(f"/w/noor/accounts/{afaq.number}/").content.decode()
    assert f'hx-get="/w/noor/accounts/{afaq.number}/linked/"' in page
    assert "Lamps in use" not in page


@pytest.mark.parametrize(("headers", "is_page"), [({}, True), ({"HX-Request": "true"}, False)])
def test_panels_that_have_something_to_show_are_brought(
    sign_in, salem, afaq, lamps, template, headers, is_page
):
    answer = sign_in(salem).get(f"/w/noor/accounts/{afaq.number}/linked/", headers=headers).content.decode()
    assert f"{afaq.name}, {salem.user.name}" in answer
    assert "Lamps in use" in answer
    assert f'href="/w/noor/accounts/{afaq.number}/edit/"' in answer
    assert "Nothing here" not in answer
    assert ("<html" in answer) is is_page


def test_of_a_customer_one_may_not_see_nothing_is_brought(sign_in, karim, salem, afaq):
    assert sign_in(karim).get(f"/w/noor/accounts/{afaq.number}/linked/").status_code == 404
