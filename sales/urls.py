from django.urls import path

from sales.opportunity_urls import urlpatterns as opportunities
from sales.price_list_urls import urlpatterns as price_lists
from sales.views import exports, imports, of_account, product_imports, products, purchases
from sales.word_of_mouth_urls import urlpatterns as word_of_mouth

app_name = "sales"

urlpatterns: list = [
    *opportunities,
    *price_lists,
    *word_of_mouth,
    path("products/", products.product_list, name="products"),
    path("products/new/", products.product_new, name="product_new"),
    path("products/options/", products.product_options, name="product_options"),
    path("products/import/", product_imports.import_new, name="product_import"),
    path("products/export/", product_imports.product_export, name="product_export"),
    path("product-imports/<int:number>/", product_imports.import_one, name="product_import_one"),
    path("product-imports/<int:number>/start/", product_imports.import_start, name="product_import_start"),
    path(
        "product-imports/<int:number>/discard/", product_imports.import_discard, name="product_import_discard"
    ),
    path("products/<int:number>/", products.product, name="product"),
    path("products/<int:number>/edit/", products.product_edit, name="product_edit"),
    path("products/<int:number>/archive/", products.product_archive, name="product_archive"),
    path("purchases/", purchases.purchase_list, name="purchases"),
    path("purchases/new/", purchases.purchase_new, name="purchase_new"),
    path("purchases/line/", purchases.purchase_line, name="purchase_line"),
    path("purchases/price/", purchases.purchase_price, name="purchase_price"),
    path("purchases/import/", imports.import_new, name="purchase_import"),
    path("purchases/export/", exports.purchase_export, name="purchase_export"),
    path("purchase-imports/<int:number>/", imports.import_one, name="purchase_import_one"),
    path("purchase-imports/<int:number>/start/", imports.import_start, name="purchase_import_start"),
    path("purchase-imports/<int:number>/undo/", imports.import_undo, name="purchase_import_undo"),
    path("purchase-imports/<int:number>/discard/", imports.import_discard, name="purchase_import_discard"),
    path("purchases/<int:number>/", purchases.purchase, name="purchase"),
    path("purchases/<int:number>/edit/", purchases.purchase_edit, name="purchase_edit"),
    path("purchases/<int:number>/status/", purchases.purchase_status, name="status"),
    path("purchases/<int:number>/refunds/", purchases.purchase_refunds, name="refunds"),
    path("purchases/<int:number>/archive/", purchases.purchase_archive, name="purchase_archive"),
    path("accounts/<int:number>/purchases/", of_account.account_purchases, name="of_account"),
]
