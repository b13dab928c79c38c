"""The addresses of segments."""

from django.urls import path

from accounts.views import segment_people, segments

urlpatterns = [
    path("segments/", segments.segment_list, name="segments"),
    path("segments/new/", segments.segment_new, name="segment_new"),
    path("segments/<int:number>/", segments.segment, name="segment"),
    path("segments/<int:number>/edit/", segments.segment_edit, name="segment_edit"),
    path("segments/<int:number>/archive/", segments.segment_archive, name="segment_archive"),
    path("segments/<int:number>/readings/", segments.segment_readings, name="segment_readings"),
    path("segments/<int:number>/people/", segment_people.segment_people, name="segment_people"),
    path(
        "segments/<int:number>/people/<int:contact>/removal/",
        segment_people.segment_removal,
        name="segment_removal",
    ),
]
