"""The demo's files, a link to one of them, and useful articles by interest."""

import io

from PIL import Image, ImageDraw

from accounts.models import Account, Tag
from interactions.library import add_article
from interactions.models import Interaction
from interactions.sharing import share
from lib.spreadsheets import write_xlsx
from lib.tokens import new_token
from timeline.attaching import attach
from workspaces.demo import Stage

ARTICLES = {
    "noor": [
        (
            "خمس قواعد لتخزين الأغذية صيفًا",
            "احفظ المبردات دون 4 درجات، ودوّن القراءة كل صباح، وافصل النيء عن المطبوخ، ولا تكدّس العبوات.",
        ),
        (
            "كيف تقرأ عرض الأسعار",
            "انظر إلى سعر الوحدة لا العبوة، وإلى مدة صلاحية العرض، ومن يتحمل النقل، وماذا يشمل الضمان.",
        ),
        (
            "قبل موسم رمضان بشهرين",
            "راجع مبيعات العام الماضي، واحجز الأصناف الأسرع نفادًا، واتفق على جدول توريد أسبوعي.",
        ),
    ],
    "bahr": [
        (
            "Provisions for a long voyage",
            "Plan by days at sea, rotate what is oldest, and keep a tenth in reserve.",
        ),
        ("Reading a certificate of conformity", "Check the batch, the standard and the date, in this order."),
    ],
}
PRICES = {
    "noor": [["الصنف", "السعر"], ["أرز بسمتي 5 كجم", 42], ["زيت دوار الشمس 1.5 ل", 17], ["سكر 10 كجم", 31]],
    "bahr": [["Item", "Price"], ["Basmati rice 5 kg", 42], ["Sunflower oil 1.5 l", 17], ["Sugar 10 kg", 31]],
}
FILES = {"noor": ("قائمة الأسعار.xlsx", "صورة المستودع.jpg"), "bahr": ("Price list.xlsx", "Warehouse.jpg")}
OPENED = 2
COLOURS = ("#0f6268", "#c98b2b", "#868d96")


def seed_given(stage: Stage) -> None:
    slug = stage.workspace.slug
    account = Account.objects.filter(number=1).select_related("owner__user").first()
    entry = Interaction.objects.kept().filter(account=account).order_by("-at", "-pk").first()
    add_articles(stage, slug, head=stage.member("huda") if slug == "noor" else stage.member("owner"))
    if entry is None:
        return
    by, (prices, photo) = account.owner, FILES[slug]
    listed = attach(entry, price_list(slug), name=prices, by=by)
    attach(entry, warehouse(), name=photo, by=by)
    contact = entry.contacts[0] if entry.contacts else None
    link = share(
        attachment=listed,
        account=account,
        contact=contact,
        language=stage.workspace.language,
        days=30,
        token=new_token(),
        by=by,
    )
    for _each in range(OPENED):
        link.note_opening()


def add_articles(stage, slug, *, head) -> None:
    """Each for two of the interests that the customers have."""
    interests = list(
        Tag.objects.filter(kind=Tag.Kind.INTEREST).order_by("name_fold").values_list("name", flat=True)
    )
    for place, (title, text) in enumerate(ARTICLES[slug]):
        chosen = interests[place * 2 : place * 2 + 2]
        language = "ar" if slug == "noor" else "en"
        add_article(by=head, interests=chosen, title=title, language=language, text=text, link="")


def price_list(slug: str) -> bytes:
    written = io.BytesIO()
    write_xlsx(written, PRICES[slug], title=PRICES[slug][0][1], right_to_left=slug == "noor")
    return written.getvalue()


def warehouse() -> bytes:
    """Shelves, drawn."""
    picture = Image.new("RGB", (960, 640), "#e4eff0")
    draw = ImageDraw.Draw(picture)
    for shelf in range(4):
        bottom = 150 + shelf * 150
        draw.rectangle((60, bottom, 900, bottom + 12), fill="#5b626b")
        for box in range(7):
            left = 80 + box * 116
            draw.rectangle(
                (left, bottom - 84, left + 92, bottom),
                fill=("#0f6268", "#c98b2b", "#868d96")[(box + shelf) % 3],
            )
    written = io.BytesIO()
    picture.save(written, "JPEG", quality=88)
    return written.getvalue()
