"""Pages of what complaints do elsewhere."""

from django.urls import path

from complaints.views import effects, notices, satisfaction

urlpatterns: list = [
    path("complaints/<int:number>/notices/new/", notices.notice_new, name="notice_new"),
    path("complaints/notices/<int:number>/", notices.notice, name="notice"),
    path("complaints/notices/<int:number>/edit/", notices.notice_edit, name="notice_edit"),
    path("complaints/notices/<int:number>/approval/", notices.approval, name="notice_approval"),
    path("complaints/notices/<int:number>/sending/", notices.sending, name="notice_sending"),
    path("complaints/satisfaction/", satisfaction.satisfaction, name="satisfaction"),
    path("settings/complaints/effects/", effects.effects, name="effects"),
]
