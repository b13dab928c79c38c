"""Pages of campaigns: the templates, one that is whole and one that is not."""

from campaigns.models import TemplateBlock
from campaigns.writing import add_block, add_template
from tests.journeys.house import LONG_NAME, UNBROKEN
from tests.journeys.places import Place, save_nothing


def templates(salem, huda):
    """With a block of each kind, and one with long words that says nothing in English."""
    subjects = {
        "subject_ar": LONG_NAME,
        "subject_en": "An offer",
        "preview_ar": LONG_NAME,
        "preview_en": UNBROKEN,
    }
    whole = add_template(by=huda, name=LONG_NAME[:80], **subjects)
    texts = {"text_ar": f"{LONG_NAME} {{العميل}}", "text_en": f"{UNBROKEN} {{customer}}"}
    for kind in TemplateBlock.Kind.values:
        more = {"more_ar": LONG_NAME, "more_en": UNBROKEN} if kind in {"columns", "offer"} else {}
        code = {"code": "SEASON15"} if kind == "offer" else {}
        add_block(
            whole, by=huda, fields={"kind": kind, **texts, **more, **code, "link": "https://noor.example"}
        )
    lacking = add_template(by=huda, name=UNBROKEN[:80], subject_ar="عرض")
    add_block(lacking, by=huda, fields={"kind": "text", "text_ar": "نص {كلمة}", "text_en": UNBROKEN})
    add_template(by=huda, name="Archived").archive(by=huda)


FURNISH = [templates]


def at_campaigns():
    home = "/w/noor/campaigns/templates/"
    yield Place(home, who="huda")
    yield Place(f"{home}new/", act=save_nothing, who="huda")
    for number in (1, 2):
        yield Place(f"{home}{number}/", who="huda")
    yield Place(f"{home}1/edit/", who="huda")
    yield Place(f"{home}1/preview/?account=1&language=ar", who="huda")
    yield Place(f"{home}2/preview/?account=999", who="huda")
    yield Place(f"{home}1/blocks/new/", who="huda")
    for kind in ("heading", "text", "button", "picture", "columns", "offer", "points", "divider"):
        yield Place(f"{home}1/blocks/new/?kind={kind}", who="huda")
    yield Place(f"{home}1/blocks/2/", who="huda")
    yield Place("/w/noor/settings/responses/", who="huda")


WALKS = [at_campaigns]
