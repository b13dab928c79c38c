from django.urls import path

from workspaces.views import front, hours, members, security, settings, support

app_name = "workspaces"

urlpatterns = [
    path("", front.front_door, name="front_door"),
    path("w/<slug:slug>/settings/", settings.settings_home, name="settings"),
    path("w/<slug:slug>/settings/general/", settings.general, name="general"),
    path("w/<slug:slug>/settings/hours/", hours.working_hours, name="hours"),
    path("w/<slug:slug>/settings/hours/holidays/", hours.holiday, name="holiday"),
    path("w/<slug:slug>/settings/hours/periods/new/", hours.period_new, name="period_new"),
    path("w/<slug:slug>/settings/hours/periods/<int:number>/", hours.period, name="period"),
    path(
        "w/<slug:slug>/settings/hours/periods/<int:number>/removal/",
        hours.period_removal,
        name="period_removal",
    ),
    path("w/<slug:slug>/settings/members/", members.member_list, name="members"),
    path("w/<slug:slug>/settings/members/invite/", members.member_invite, name="member_invite"),
    path("w/<slug:slug>/settings/members/<int:number>/", members.member, name="member"),
    path("w/<slug:slug>/settings/members/<int:number>/end/", members.member_end, name="member_end"),
    path(
        "w/<slug:slug>/settings/invitations/<int:number>/revoke/",
        members.invitation_revoke,
        name="invitation_revoke",
    ),
    path(
        "w/<slug:slug>/settings/invitations/<int:number>/again/",
        members.invitation_again,
        name="invitation_again",
    ),
    path("w/<slug:slug>/settings/profile/", settings.profile, name="profile"),
    path("w/<slug:slug>/settings/security/", settings.security, name="security"),
    path("w/<slug:slug>/settings/devices/", security.devices, name="devices"),
    path("w/<slug:slug>/settings/support/", support.support_visits, name="support"),
    path(
        "w/<slug:slug>/settings/support/<int:number>/end/",
        support.support_visit_end,
        name="support_visit_end",
    ),
    path("support/leave/", support.leave, name="leave"),
    path("w/<slug:slug>/continue/", security.go_on, name="continue"),
]
