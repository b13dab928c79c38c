"""Notices to members: which are written, and how their letters read."""

from django.urls import path

from loyalty.views import notices

urlpatterns: list = [path("settings/loyalty/notices/", notices.notice_terms, name="notice_terms")]
