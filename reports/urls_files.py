"""Numbers as files."""

from django.urls import path

from reports.views import files

urlpatterns: list = [
    path("reports/file/", files.board_file, name="board_file"),
    path("reports/<slug:key>/file/", files.kpi_file, name="kpi_file"),
    path("reports/<slug:key>/rows/file/", files.kpi_rows_file, name="kpi_rows_file"),
]
