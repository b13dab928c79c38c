"""Addresses of price lists."""

from django.urls import path

from sales.views import price_lists as lists
from sales.views import prices_in_lists as prices
from sales.views import prices_of_account, product_imports

urlpatterns = [
    path("price-lists/", lists.price_list_list, name="price_lists"),
    path("price-lists/new/", lists.price_list_new, name="price_list_new"),
    path("price-lists/<int:number>/", lists.price_list, name="price_list"),
    path("price-lists/<int:number>/edit/", lists.price_list_edit, name="price_list_edit"),
    path("price-lists/<int:number>/copy/", lists.price_list_copy, name="price_list_copy"),
    path("price-lists/<int:number>/archive/", lists.price_list_archive, name="price_list_archive"),
    path("price-lists/<int:number>/import/", product_imports.prices_import, name="price_list_import"),
    path("price-lists/<int:number>/prices/", prices.price_add, name="price_list_prices"),
    path("price-lists/<int:number>/prices/<int:product>/", prices.price_edit, name="price_list_price"),
    path(
        "price-lists/<int:number>/prices/<int:product>/removal/",
        prices.price_removal,
        name="price_list_price_removal",
    ),
    path("price-lists/<int:number>/customers/", prices.customer_add, name="price_list_customers"),
    path(
        "price-lists/<int:number>/customers/<int:account>/removal/",
        prices.customer_removal,
        name="price_list_customer_removal",
    ),
    path("accounts/<int:number>/prices/", prices_of_account.account_prices, name="prices_of_account"),
]
