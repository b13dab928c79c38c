import pytest

from accounts import services
from campaigns.tests.sink import running_sink
from campaigns.writing import add_block, add_template


@pytest.fixture
def afaq(in_noor, salem):
    return services.add_account(by=salem, fields={"name_en": "Afaq Gulf", "owner": salem})


def template_of(mona):
    """A template in both languages."""
    template = add_template(by=mona, name="Season", subject_ar="عرض", subject_en="An offer for {customer}")
    add_block(template, by=mona, fields={"kind": "heading", "text_ar": "أهلًا", "text_en": "Welcome"})
    add_block(
        template, by=mona, fields={"kind": "text", "text_ar": "نص {العميل}", "text_en": "To {customer}"}
    )
    return template


@pytest.fixture
def made(in_noor, mona):
    return template_of(mona)


@pytest.fixture
def sink(settings):
    """A mail server on a real socket, which the engine sends to as fast as it takes."""
    with running_sink() as made:
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", made.port
        settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
        settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
        settings.EMAIL_TIMEOUT = 15  # six of them still fit into a lease
        settings.CAMPAIGN_MAILS_PER_SECOND = 100_000
        yield made
