"""The programme of a year."""

from django.urls import path

from planning.views import programme

urlpatterns = [
    path("programme/", programme.programme, name="programme"),
    path("programme/steps/", programme.programme_steps, name="programme_steps"),
    path("programme/lines/new/", programme.line_new, name="line_new"),
    path("programme/lines/<int:number>/", programme.line, name="line"),
    path("programme/lines/<int:number>/done/", programme.line_done, name="line_done"),
    path("programme/lines/<int:number>/removal/", programme.line_removal, name="line_removal"),
    path("accounts/<int:number>/steps/", programme.account_steps, name="account_steps"),
    path("accounts/<int:number>/steps/word/", programme.step_word, name="step_word"),
]
