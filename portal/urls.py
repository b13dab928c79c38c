"""What customers open, without signing in."""

from django.urls import path

from portal.views.customer_request import customer_request
from portal.views.shared_file import shared_file

urlpatterns = [
    path("files/<str:token>/", shared_file, name="shared_file"),
    path("requests/<str:token>/", customer_request, name="customer_request"),
]
