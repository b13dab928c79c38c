"""Pages of suggested products."""

from django.urls import path

from reports.views import suggestions

urlpatterns = [
    path("reports/suggestions/", suggestions.suggestions, name="suggestions"),
    path(
        "reports/suggestions/<int:number>/acceptance/",
        suggestions.suggestion_acceptance,
        name="suggestion_acceptance",
    ),
    path(
        "reports/suggestions/<int:number>/dismissal/",
        suggestions.suggestion_dismissal,
        name="suggestion_dismissal",
    ),
    path("reports/products/<int:number>/together/", suggestions.together, name="together"),
    path("accounts/<int:number>/suggestions/", suggestions.of_account, name="suggestions_of_account"),
]
