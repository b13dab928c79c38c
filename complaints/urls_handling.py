from django.urls import path

from complaints.views import compensations, handling_settings, uniting

ONE = "complaints/<int:number>/compensations/<int:compensation>/"

urlpatterns = [
    path("settings/complaint-severities/", handling_settings.severities, name="severities"),
    path("settings/complaint-skills/", handling_settings.skills, name="skills"),
    path("settings/compensation-limits/", compensations.limits, name="limits"),
    path("complaints/<int:number>/compensations/new/", compensations.new, name="compensation_new"),
    path(f"{ONE}approval/", compensations.approval, name="compensation_approval"),
    path(f"{ONE}refusal/", compensations.refusal, name="compensation_refusal"),
    path(f"{ONE}giving/", compensations.giving, name="compensation_giving"),
    path(f"{ONE}taking-back/", compensations.taking_back, name="compensation_taking_back"),
    path("complaints/<int:number>/merging/", uniting.merging, name="merging"),
    path("complaints/<int:number>/splitting/", uniting.splitting, name="splitting"),
    path("complaints/<int:number>/incident/", uniting.incident, name="incident"),
    path("complaints/<int:number>/affected/", uniting.affected, name="affected"),
    path("complaints/<int:number>/affected/closing/", uniting.closing_along, name="closing_along"),
]
