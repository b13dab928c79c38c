from django.urls import path

from reports import urls_actions, urls_foresight, urls_health, urls_rollups
from reports.views import kpis

app_name = "reports"

# A KPI is addressed by its key: what has an address of its own stands before it.
urlpatterns = [
    *urls_rollups.urlpatterns,
    *urls_foresight.urlpatterns,
    *urls_health.urlpatterns,
    *urls_actions.urlpatterns,
    path("reports/", kpis.dashboard, name="reports"),
    path("reports/kpis/", kpis.kpi_list, name="kpis"),
    path("reports/<slug:key>/", kpis.kpi_page, name="kpi"),
    path("reports/<slug:key>/rows/", kpis.kpi_rows, name="kpi_rows"),
]
