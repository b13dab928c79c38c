from reports import urls_health

app_name = "reports"

urlpatterns: list = [
    *urls_health.urlpatterns,
]
