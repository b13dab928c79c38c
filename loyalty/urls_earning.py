from django.urls import path

from loyalty.views import programme, rules

urlpatterns = [
    path("loyalty/programme/", programme.programme, name="programme"),
    path("loyalty/rules/", rules.rules, name="rules"),
    path("loyalty/rules/new/", rules.rule_new, name="rule_new"),
    path("loyalty/rules/<int:number>/", rules.rule, name="rule"),
    path("loyalty/rules/<int:number>/order/", rules.rule_order, name="rule_order"),
    path("loyalty/rules/<int:number>/archiving/", rules.rule_archiving, name="rule_archiving"),
]
