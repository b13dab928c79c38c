from django.urls import path

from complaints.views import imports

urlpatterns = [
    path("complaints/import/", imports.import_new, name="import"),
    path("complaint-imports/<int:number>/", imports.import_one, name="import_one"),
    path("complaint-imports/<int:number>/start/", imports.import_start, name="import_start"),
    path("complaint-imports/<int:number>/discard/", imports.import_discard, name="import_discard"),
    path("complaint-imports/<int:number>/refused/", imports.import_refused, name="import_refused"),
]
