from django.urls import path

from complaints.views import intake

urlpatterns: list = [
    path("complaints/put-aside/", intake.put_aside, name="put_aside"),
    path("complaints/put-aside/<int:number>/taking/", intake.taking, name="taking"),
    path("complaints/put-aside/<int:number>/refusal/", intake.refusal, name="refusal"),
    path("settings/complaint-form/", intake.intake, name="intake"),
    path("complaints/<int:number>/link/", intake.customer_link, name="customer_link"),
    path("inbox/<int:number>/complaint/", intake.mail_complaint, name="mail_complaint"),
]
