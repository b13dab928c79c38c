"""How purchases and products are told: on their own pages, on those of customers, and to those who lead."""

from django.utils.translation import gettext_lazy as _

from accounts.telling import file_format
from lib import formats
from sales.models import ProductImport, Purchase, PurchaseImport
from timeline.kinds import Kind
from timeline.verbs import SUBJECT, Verb

GROUPS = {"purchases": _("Purchases")}

KINDS = {
    "sales.product": Kind(page="sales:product"),
    "sales.purchase": Kind(
        rows=lambda member: Purchase.objects.visible_to(member).select_related("account"),
        page="sales:purchase",
    ),
    "sales.productimport": Kind(
        rows=lambda member: ProductImport.objects.visible_to(member), page="sales:product_import_one"
    ),
    "sales.purchaseimport": Kind(
        rows=lambda member: PurchaseImport.objects.visible_to(member), page="sales:purchase_import_one"
    ),
}
LABELS = dict(Purchase.Status.choices)


def amount_word(detail):
    minor = detail.get("amount_minor", detail.get("total_minor", 0))
    return {"amount": formats.money(minor, detail.get("currency", ""))}


def status_words(detail):
    return {name: str(LABELS.get(detail.get(name), "")) for name in ("old", "new")}


def rows_word(detail):
    return {"added": formats.number(detail.get("added", 0))}


VERBS = {
    "purchases.exported": Verb(
        "download",
        _("exported %(rows)s rows of purchases (%(format)s)"),
        label=_("Purchases exported"),
        group="files",
        words=file_format,
    ),
    "products.exported": Verb(
        "download",
        _("exported %(rows)s products (%(format)s)"),
        label=_("Products exported"),
        group="files",
        words=file_format,
    ),
    "purchase.added": Verb(
        "shopping-cart",
        _("entered this purchase of %(amount)s"),
        _("entered a purchase of %(amount)s: %(subject)s"),
        label=_("Purchase"),
        group="purchases",
        words=amount_word,
    ),
    "purchase.changed": Verb(
        "pencil",
        _("edited this purchase"),
        _("edited %(subject)s"),
        label=_("Purchase edited"),
        group="purchases",
        history=SUBJECT,
    ),
    "purchase.status_changed": Verb(
        "refresh",
        _("changed the status from “%(old)s” to “%(new)s”"),
        _("changed the status of %(subject)s from “%(old)s” to “%(new)s”"),
        label=_("Status of a purchase"),
        group="purchases",
        words=status_words,
    ),
    "purchase.refunded": Verb(
        "coin",
        _("paid %(amount)s back"),
        _("paid %(amount)s of %(subject)s back"),
        label=_("Refund"),
        group="purchases",
        words=amount_word,
    ),
    "purchase.refund_taken_back": Verb(
        "arrow-back-up",
        _("took the refund of %(amount)s back"),
        _("took the refund of %(amount)s of %(subject)s back"),
        label=_("Refund taken back"),
        group="purchases",
        words=amount_word,
    ),
    "purchase.archived": Verb(
        "archive",
        _("archived this purchase"),
        _("archived %(subject)s"),
        label=_("Purchase archived"),
        group="purchases",
    ),
    "purchase.restored": Verb(
        "archive-off",
        _("restored this purchase"),
        _("restored %(subject)s"),
        label=_("Purchase restored"),
        group="purchases",
    ),
    "product.created": Verb(
        "tag",
        _("added this product"),
        _("added the product %(subject)s"),
        label=_("Product added"),
        group="purchases",
    ),
    "product.changed": Verb(
        "pencil",
        _("edited this product"),
        _("edited the product %(subject)s"),
        label=_("Product edited"),
        group="purchases",
        history=SUBJECT,
    ),
    "product.archived": Verb(
        "archive",
        _("archived this product"),
        _("archived the product %(subject)s"),
        label=_("Product archived"),
        group="purchases",
    ),
    "product.restored": Verb(
        "archive-off",
        _("restored this product"),
        _("restored the product %(subject)s"),
        label=_("Product restored"),
        group="purchases",
    ),
    "productimport.started": Verb(
        "file-import",
        _("began to bring this file of products in"),
        _("began to bring in the file of products %(subject)s"),
        label=_("Import of products started"),
        group="purchases",
    ),
    "productimport.ended": Verb(
        "file-import",
        _("brought in this file of products. Rows added: %(added)s"),
        _("brought in the file of products %(subject)s. Rows added: %(added)s"),
        label=_("Import of products ended"),
        group="purchases",
        words=rows_word,
    ),
    "purchaseimport.started": Verb(
        "file-import",
        _("began to bring this file of purchases in"),
        _("began to bring in the file of purchases %(subject)s"),
        label=_("Import of purchases started"),
        group="purchases",
    ),
    "purchaseimport.ended": Verb(
        "file-import",
        _("brought in this file of purchases. Rows added: %(added)s"),
        _("brought in the file of purchases %(subject)s. Rows added: %(added)s"),
        label=_("Import of purchases ended"),
        group="purchases",
        words=rows_word,
    ),
    "purchaseimport.brought": Verb("file-import", _("brought in a part of this file of purchases")),
    "purchaseimport.taken_out": Verb("arrow-back-up", _("took a part of this file of purchases out again")),
    "purchaseimport.undone": Verb(
        "arrow-back-up",
        _("undid this import of purchases"),
        _("undid the import of purchases %(subject)s"),
        label=_("Import of purchases undone"),
        group="purchases",
    ),
}
