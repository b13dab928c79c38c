"""Pages of products and of what customers bought."""

from tests.journeys.house_of_purchases import agree_on_prices, sell_much
from tests.journeys.places import Place, save_nothing

FURNISH = [sell_much, agree_on_prices]


def buy_nothing(visitor):
    visitor.page.locator("#content form .btn-primary").last.click()
    visitor.page.locator(".invalid-feedback, [role=alert]").filter(visible=True).first.wait_for()


def at_purchases():
    yield Place("/w/noor/products/?view=all")
    yield Place("/w/noor/products/1/")
    yield Place("/w/noor/products/1/edit/")
    yield Place("/w/noor/products/new/", act=save_nothing)
    yield Place("/w/noor/purchases/?view=all")
    yield Place("/w/noor/purchases/?q=nothing")
    yield Place("/w/noor/purchases/1/")
    yield Place("/w/noor/purchases/2/", who="reem")
    yield Place("/w/noor/purchases/1/edit/")
    yield Place("/w/noor/purchases/new/?account=1", act=buy_nothing)
    yield Place("/w/noor/purchases/import/")
    yield Place("/w/noor/purchase-imports/1/")
    yield Place("/w/noor/purchase-imports/2/")
    yield Place("/w/noor/accounts/1/purchases/")
    yield Place("/w/noor/accounts/1/linked/")


def at_price_lists():
    yield Place("/w/noor/price-lists/")
    yield Place("/w/noor/price-lists/?q=nothing")
    yield Place("/w/noor/price-lists/new/", act=save_nothing)
    yield Place("/w/noor/price-lists/1/")
    yield Place("/w/noor/price-lists/2/", who="reem")
    yield Place("/w/noor/price-lists/1/edit/")
    yield Place("/w/noor/price-lists/1/copy/")
    yield Place("/w/noor/price-lists/1/prices/1/")
    yield Place("/w/noor/accounts/1/prices/")
    yield Place("/w/noor/products/import/")
    yield Place("/w/noor/price-lists/1/import/")
    yield Place("/w/noor/product-imports/1/")
    yield Place("/w/noor/product-imports/2/")


WALKS = [at_purchases, at_price_lists]
