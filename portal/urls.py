"""What customers open, without signing in."""

from django.urls import path

from portal.views.shared_file import shared_file

urlpatterns = [path("files/<str:token>/", shared_file, name="shared_file")]
