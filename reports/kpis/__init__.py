"""The registry of KPIs: pages, files, letters and tests read what a number means from the same class."""

from django.utils.translation import gettext_lazy as _

from lib.registry import Registry

kpis = Registry("KPIs")

CUSTOMERS, SALES, SATISFACTION, COMPLAINTS, WORK, MARKETING, COSTS = (
    "customers",
    "sales",
    "satisfaction",
    "complaints",
    "work",
    "marketing",
    "costs",
)
SECTIONS = {
    CUSTOMERS: _("Customers"),
    SALES: _("Sales"),
    SATISFACTION: _("Satisfaction"),
    COMPLAINTS: _("Complaints"),
    WORK: _("Work with customers"),
    MARKETING: _("Marketing and loyalty"),
    COSTS: _("Cost to serve"),
}


def register_all() -> None:
    """Called once the tables are known."""
    from reports.kpis import complaints, costs, customers, marketing, sales, satisfaction, work

    for module in (customers, sales, satisfaction, complaints, work, marketing, costs):
        for kind in module.KPIS:
            kpis.register(kind.key, kind())
