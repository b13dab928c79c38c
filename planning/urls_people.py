"""Stakeholders and needs."""

from django.urls import path

from planning.views import needs, stakeholders

urlpatterns = [
    path("accounts/<int:number>/stakeholders/", stakeholders.stakeholders, name="stakeholders"),
    path("accounts/<int:number>/stakeholders/<int:contact>/", stakeholders.stakeholder, name="stakeholder"),
    path("settings/stakeholders/", stakeholders.stakeholder_settings, name="stakeholder_settings"),
    path("accounts/<int:number>/needs/", needs.needs, name="needs"),
    path("accounts/<int:number>/needs/new/", needs.need_new, name="need_new"),
    path("needs/<int:number>/", needs.need, name="need"),
    path("needs/<int:number>/edit/", needs.need_edit, name="need_edit"),
    path("needs/<int:number>/state/", needs.need_state, name="need_state"),
]
