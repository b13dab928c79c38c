"""Onboarding of customers, and its checklists."""

from django.urls import path

from planning.views import onboarding

urlpatterns = [
    path("onboarding/", onboarding.onboardings, name="onboardings"),
    path("onboarding/<int:number>/", onboarding.onboarding, name="onboarding"),
    path("onboarding/<int:number>/finish/", onboarding.onboarding_finish, name="onboarding_finish"),
    path("onboarding/<int:number>/stop/", onboarding.onboarding_stop, name="onboarding_stop"),
    path("accounts/<int:number>/onboarding/", onboarding.account_onboarding, name="account_onboarding"),
    path("accounts/<int:number>/onboarding/new/", onboarding.onboarding_new, name="onboarding_new"),
    path("settings/checklists/", onboarding.templates, name="checklists"),
    path("settings/checklists/new/", onboarding.template_new, name="checklist_new"),
    path("settings/checklists/<int:number>/", onboarding.template, name="checklist"),
    path("settings/checklists/<int:number>/archive/", onboarding.template_archive, name="checklist_archive"),
]
