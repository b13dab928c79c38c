from django.urls import path

from complaints.urls_effects import urlpatterns as effects
from complaints.urls_handling import urlpatterns as handling
from complaints.urls_imports import urlpatterns as imports
from complaints.urls_learning import urlpatterns as learning
from complaints.urls_overview import urlpatterns as overview
from complaints.urls_public import urlpatterns as public
from complaints.urls_times import urlpatterns as times
from complaints.views import complaints, steps

app_name = "complaints"

urlpatterns: list = [
    *overview,
    path("complaints/", complaints.complaint_list, name="complaints"),
    path("complaints/new/", complaints.complaint_new, name="complaint_new"),
    path("complaints/export/", complaints.complaint_export, name="complaint_export"),
    path("complaints/<int:number>/", complaints.complaint, name="complaint"),
    path("complaints/<int:number>/edit/", complaints.complaint_edit, name="complaint_edit"),
    path("complaints/<int:number>/owner/", steps.owner, name="owner"),
    path("complaints/<int:number>/answers/", steps.answers, name="answers"),
    path("complaints/<int:number>/notes/", steps.notes, name="notes"),
    *(
        path(f"complaints/<int:number>/{step.replace('_', '-')}/", steps.take_step, {"step": step}, name=step)
        for step in steps.SHOWN
    ),
    path("accounts/<int:number>/complaints/", complaints.of_account, name="of_account"),
    path("contacts/<int:number>/complaints/", complaints.of_contact, name="of_contact"),
    *effects,
    *handling,
    *imports,
    *learning,
    *public,
    *times,
]
