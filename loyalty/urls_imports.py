"""Pages of opening balances from a file."""

from django.urls import path

from loyalty.views import imports

urlpatterns: list = [
    path("loyalty/import/", imports.import_new, name="points_import"),
    path("loyalty/points-imports/<int:number>/", imports.import_one, name="points_import_one"),
    path("loyalty/points-imports/<int:number>/start/", imports.import_start, name="points_import_start"),
    path(
        "loyalty/points-imports/<int:number>/discard/", imports.import_discard, name="points_import_discard"
    ),
]
