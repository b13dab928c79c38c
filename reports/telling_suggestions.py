"""How suggested products are told: what a person made of them."""

from django.utils.translation import gettext_lazy as _

from reports.models import ProductSuggestion
from timeline.kinds import Kind
from timeline.verbs import Verb

KINDS = {
    "reports.productsuggestion": Kind(
        rows=lambda member: ProductSuggestion.objects.visible_to(member), part_of="account"
    ),
}


def verb(icon, text, label) -> Verb:
    return Verb(icon, text, text, label=label, group="reports")


VERBS = {
    "productsuggestion.accepted": verb(
        "check", _("took up a suggested product"), _("Suggested product taken up")
    ),
    "productsuggestion.dismissed": verb(
        "x", _("put a suggested product aside"), _("Suggested product put aside")
    ),
    "productsuggestion.suggested_again": verb(
        "refresh", _("had a product suggested again"), _("Product suggested again")
    ),
}
