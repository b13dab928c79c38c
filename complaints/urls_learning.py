from django.urls import path

from complaints.views import trees

urlpatterns = [
    path("settings/complaint-categories/", trees.categories, name="category_tree"),
    path("settings/complaint-categories/<int:number>/", trees.category, name="category"),
    path("settings/complaint-categories/<int:number>/order/", trees.category_order, name="category_order"),
    path(
        "settings/complaint-categories/<int:number>/archiving/",
        trees.category_archiving,
        name="category_archiving",
    ),
    path("settings/root-causes/", trees.causes, name="cause_tree"),
    path("settings/root-causes/<int:number>/", trees.cause, name="cause"),
    path("settings/root-causes/<int:number>/order/", trees.cause_order, name="cause_order"),
    path("settings/root-causes/<int:number>/archiving/", trees.cause_archiving, name="cause_archiving"),
]
