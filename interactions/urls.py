from django.urls import path

from interactions.views import interactions

app_name = "interactions"

urlpatterns = [
    path("interactions/", interactions.interaction_list, name="list"),
    path("interactions/new/", interactions.interaction_new, name="new"),
    path("interactions/<int:number>/", interactions.interaction, name="detail"),
    path("interactions/<int:number>/edit/", interactions.interaction_edit, name="edit"),
    path("interactions/<int:number>/removal/", interactions.interaction_removal, name="removal"),
]
