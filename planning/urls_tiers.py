from django.urls import path

from planning.views import assessments, load, settings, shortlist, tiers

urlpatterns = [
    path("settings/account-types/", settings.types, name="types"),
    path("settings/planning/", settings.rules, name="rules"),
    path("accounts/<int:number>/assessments/", assessments.assessments, name="assessments"),
    path("accounts/<int:number>/assessments/new/", assessments.assessment_new, name="assessment_new"),
    path("accounts/<int:number>/strategic/", shortlist.strategic, name="strategic"),
    path("accounts/<int:number>/classification/", tiers.classification, name="classification"),
    path("team/<int:number>/", load.load, name="load"),
    path("shortlist/", shortlist.shortlist, name="shortlist"),
    path("tiers/", tiers.proposals, name="tiers"),
    path("tiers/all/", tiers.all_proposals, name="tiers_all"),
    path("tiers/reckoning/", tiers.reckoning, name="reckoning"),
]
