import pytest

from accounts import services
from campaigns.writing import add_block, add_template


@pytest.fixture
def afaq(in_noor, salem):
    return services.add_account(by=salem, fields={"name_en": "Afaq Gulf", "owner": salem})


@pytest.fixture
def made(in_noor, mona):
    """A template in both languages."""
    template = add_template(by=mona, name="Season", subject_ar="عرض", subject_en="An offer for {customer}")
    add_block(template, by=mona, fields={"kind": "heading", "text_ar": "أهلًا", "text_en": "Welcome"})
    add_block(
        template, by=mona, fields={"kind": "text", "text_ar": "نص {العميل}", "text_en": "To {customer}"}
    )
    return template
