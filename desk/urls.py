from django.urls import path

from desk.views import (
    account,
    audit,
    contact,
    files,
    jobs,
    notifications,
    palette,
    saved_views,
    search,
    story,
    today,
)

app_name = "desk"

urlpatterns = [
    path("", today.today, name="today"),
    path("jobs/", jobs.job_list, name="jobs"),
    path("jobs/<int:number>/", jobs.job, name="job"),
    path("jobs/<int:number>/again/", jobs.job_again, name="job_again"),
    path("jobs/<int:number>/cancel/", jobs.job_cancel, name="job_cancel"),
    path("notifications/", notifications.notification_list, name="notifications"),
    path("notifications/read/", notifications.read_all, name="notifications_read"),
    path("notifications/<uuid:token>/", notifications.notification, name="notification"),
    path("settings/notifications/", notifications.settings, name="notification_settings"),
    path("palette/", palette.palette, name="palette"),
    path("settings/audit/", audit.audit_log, name="audit"),
    path("settings/audit/export/", audit.audit_export, name="audit_export"),
    path("search/", search.search, name="search"),
    path("files/new/", files.file_new, name="file_new"),
    path("files/<int:number>/", files.file, name="file"),
    path("files/<int:number>/preview/", files.file_preview, name="file_preview"),
    path("files/<int:number>/removal/", files.file_removal, name="file_removal"),
    path("views/new/", saved_views.view_new, name="view_new"),
    path("views/columns/", saved_views.columns, name="columns"),
    path("views/<int:number>/", saved_views.view_open, name="view"),
    path("views/<int:number>/edit/", saved_views.view_edit, name="view_edit"),
    path("views/<int:number>/query/", saved_views.view_query, name="view_query"),
    path("views/<int:number>/removal/", saved_views.view_removal, name="view_removal"),
    path("views/<int:number>/default/", saved_views.view_default, name="view_default"),
    path("accounts/<int:number>/", account.account, name="account"),
    path("accounts/<int:number>/story/", story.account_story, name="account_story"),
    path("contacts/<int:number>/", contact.contact, name="contact"),
    path("contacts/<int:number>/story/", story.contact_story, name="contact_story"),
]
