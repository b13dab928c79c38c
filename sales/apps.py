from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SalesConfig(AppConfig):
    name = "sales"
    verbose_name = _("Sales")

    def ready(self):
        from accounts.exports import EXPORTED
        from accounts.fields.accounts import account_fields
        from accounts.following import made_along
        from accounts.panels import panels
        from lib.lists import listings
        from sales import opportunity_joining, price_list_joining, word_of_mouth_joining
        from sales.demo.purchases import seed_purchases
        from sales.exports import Products, Purchases
        from sales.fields import ACCOUNT_FIELDS, product_listing, purchase_listing
        from sales.imports.undoing import made_along_with
        from sales.imports.work import KINDS as JOBS
        from sales.product_imports.work import JOB as PRODUCTS_JOB
        from sales.product_imports.work import ImportingProducts
        from sales.searching import PRODUCTS, PURCHASES
        from sales.surveying import ask_about_purchases
        from sales.telling import GROUPS, KINDS, VERBS
        from sales.views.of_account import PANEL
        from surveys.rounds import happened
        from timeline.jobs import job_kinds
        from timeline.kinds import kinds
        from timeline.verbs import groups, verbs
        from workspaces.demo import demo
        from workspaces.searching import search_sources

        for name, verb in VERBS.items():
            verbs.register(name, verb)
        for name, label in GROUPS.items():
            groups.register(name, label, order=-4)
        EXPORTED["purchases"] = Purchases()
        EXPORTED["products"] = Products()
        job_kinds.register(PRODUCTS_JOB, ImportingProducts())
        for name, job_kind in JOBS.items():
            job_kinds.register(name, job_kind)
        made_along.register("codes of customers", made_along_with)
        for label, kind in KINDS.items():
            kinds.register(label, kind)
        for listing in (purchase_listing, product_listing):
            listings.register(listing.key, listing)
        for order, field in enumerate(ACCOUNT_FIELDS, 225):
            account_fields.register(field.key, field, order=order)
        demo.register("purchases", seed_purchases, order=33)
        panels.register("purchases", PANEL, order=20)
        search_sources.register("products", PRODUCTS, order=10)
        search_sources.register("purchases", PURCHASES, order=11)
        happened.register("purchases", ask_about_purchases)
        self.offer_pages()
        opportunity_joining.join()
        price_list_joining.join()
        word_of_mouth_joining.join()
        self.follow_merges()

    def follow_merges(self):
        """What was bought altogether is worked out from the purchases, which move; nobody has referred himself."""
        from accounts.merging.rules import afterwards, rules, stays
        from sales.merging import move_referrals, work_out

        rules.register("sales.purchasetotals", stays)
        for name in ("account", "referred"):
            rules.register(f"sales.referral.{name}", move_referrals)
        afterwards.register("sales", work_out)

    def offer_pages(self):
        """In the navigation and the menu of what can be made."""
        from workspaces.navigation import CUSTOMERS, NavigationItem, creations, navigation
        from workspaces.roles import Permission

        see, edit = Permission.VIEW_CUSTOMERS, Permission.EDIT_CUSTOMERS
        pages = {
            "sales:purchases": (_("Purchases"), "shopping-cart"),
            "sales:products": (_("Products"), "tag"),
        }
        for order, (url_name, how) in enumerate(pages.items(), 34):
            navigation.register(url_name, NavigationItem(url_name, *how, see, CUSTOMERS), order=order)
        new = NavigationItem("sales:purchase_new", _("New purchase"), "shopping-cart", edit)
        creations.register(new.url_name, new, order=32)
        product = NavigationItem("sales:product_new", _("New product"), "tag", edit)
        creations.register(product.url_name, product, order=33)
