from django.urls import path

from complaints.views import actions, learning, trees

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
    path("complaints/learning/", learning.learning, name="learning"),
    path("complaints/learning/search/", learning.search, name="learning_search"),
    path("complaints/findings/<int:number>/", learning.finding, name="finding"),
    path("complaints/findings/<int:number>/dismissal/", learning.dismissal, name="dismissal"),
    path("complaints/findings/<int:number>/check-in/", learning.check_in, name="check_in"),
    path("complaints/actions/", actions.actions, name="actions"),
    path("complaints/actions/new/", actions.action_new, name="action_new"),
    path("complaints/actions/<int:number>/", actions.action, name="action"),
    path("complaints/actions/<int:number>/edit/", actions.action_edit, name="action_edit"),
    path("complaints/actions/<int:number>/done/", actions.action_done, name="action_done"),
    path("complaints/actions/<int:number>/check/", actions.action_check, name="action_check"),
    path(
        "complaints/actions/<int:number>/cancellation/",
        actions.action_cancellation,
        name="action_cancellation",
    ),
]
