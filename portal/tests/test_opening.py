"""What holds for every page that a customer opens by a link."""

import pytest
from django.http import HttpResponse
from django.test import RequestFactory

from accounts.models import Account
from accounts.services import add_account
from lib.tenancy.state import workspace
from portal.opening import customer_page

pytestmark = pytest.mark.django_db


@pytest.fixture
def afaq(salem):
    with workspace(salem.workspace_id):
        account = add_account(by=salem, fields={"name_en": "Afaq Gulf", "owner": salem})
    account.language = "en"
    return account


@pytest.mark.parametrize(
    ("status", "city"), [(200, "Jeddah"), (303, "Jeddah"), (404, ""), (422, ""), (429, "")]
)
def test_what_is_refused_has_written_nothing(noor, afaq, status, city):
    @customer_page(lambda token_hash: afaq)
    def page(request, opened, account):
        Account.objects.filter(pk=account.pk).update(city="Jeddah")
        return HttpResponse(status=status)

    assert page(RequestFactory().post("/"), noor.slug, "token").status_code == status
    with workspace(noor.pk):
        assert Account.objects.get(pk=afaq.pk).city == city
