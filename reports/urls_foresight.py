"""What is foreseen of customers."""

from django.urls import path

from reports.views import foresight

urlpatterns = [
    path("reports/rfm/", foresight.rfm, name="rfm"),
    path("reports/lifetime/", foresight.lifetime, name="lifetime"),
    path("accounts/<int:number>/outlook/", foresight.of_account, name="foresight_of_account"),
]
