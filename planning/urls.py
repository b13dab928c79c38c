from planning import urls_onboarding, urls_people, urls_plan, urls_programme, urls_statements, urls_tiers

app_name = "planning"

urlpatterns = [
    *urls_people.urlpatterns,
    *urls_statements.urlpatterns,
    *urls_onboarding.urlpatterns,
    *urls_programme.urlpatterns,
    *urls_plan.urlpatterns,
    *urls_tiers.urlpatterns,
]
