from django.urls import path

from reports import (
    urls_actions,
    urls_costs,
    urls_files,
    urls_foresight,
    urls_health,
    urls_rollups,
    urls_subscriptions,
    urls_suggestions,
)
from reports.views import kpis, written

app_name = "reports"

# A KPI is addressed by its key: what has an address of its own stands before it.
urlpatterns = [
    *urls_rollups.urlpatterns,
    *urls_foresight.urlpatterns,
    *urls_health.urlpatterns,
    *urls_actions.urlpatterns,
    *urls_subscriptions.urlpatterns,
    *urls_files.urlpatterns,
    *urls_costs.urlpatterns,
    *urls_suggestions.urlpatterns,
    path("reports/", kpis.dashboard, name="reports"),
    path("reports/kpis/", kpis.kpi_list, name="kpis"),
    path("reports/targets/", written.target_list, name="targets"),
    path("reports/targets/new/", written.target_new, name="target_new"),
    path("reports/targets/<int:number>/edit/", written.target_edit, name="target_edit"),
    path("reports/targets/<int:number>/archive/", written.target_archive, name="target_archive"),
    path("reports/notes/", written.note_list, name="notes"),
    path("reports/notes/new/", written.note_new, name="note_new"),
    path("reports/notes/<int:number>/edit/", written.note_edit, name="note_edit"),
    path("reports/notes/<int:number>/archive/", written.note_archive, name="note_archive"),
    path("reports/built/", written.built_list, name="built_list"),
    path("reports/built/new/", written.built_new, name="built_new"),
    path("reports/built/<int:number>/", written.built, name="built"),
    path("reports/built/<int:number>/edit/", written.built_edit, name="built_edit"),
    path("reports/built/<int:number>/archive/", written.built_archive, name="built_archive"),
    path("reports/<slug:key>/", kpis.kpi_page, name="kpi"),
    path("reports/<slug:key>/rows/", kpis.kpi_rows, name="kpi_rows"),
]
