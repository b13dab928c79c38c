"""Reports by e-mail."""

from django.urls import path

from reports.views import subscriptions as views

urlpatterns: list = [
    path("reports/subscriptions/", views.subscription_list, name="subscriptions"),
    path("reports/subscriptions/new/", views.subscription_new, name="subscription_new"),
    path("reports/subscriptions/<int:number>/", views.subscription, name="subscription"),
    path("reports/subscriptions/<int:number>/edit/", views.subscription_edit, name="subscription_edit"),
    path(
        "reports/subscriptions/<int:number>/archive/", views.subscription_archive, name="subscription_archive"
    ),
    path("reports/subscriptions/<int:number>/leave/", views.subscription_leave, name="subscription_leave"),
    path("reports/subscriptions/<int:number>/send/", views.subscription_send, name="subscription_send"),
    path("reports/sent/<int:number>/", views.sending, name="sending"),
    path("reports/sent/<int:number>/file/", views.sending_file, name="sending_file"),
]
