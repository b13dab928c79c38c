from django.urls import path

from complaints.views import times

urlpatterns = [
    path("settings/complaint-times/", times.policies, name="policies"),
    path("settings/complaint-times/new/", times.policy_new, name="policy_new"),
    path("settings/complaint-times/<int:number>/", times.policy, name="policy"),
    path("settings/complaint-times/<int:number>/order/", times.policy_order, name="policy_order"),
    path("settings/complaint-times/<int:number>/archiving/", times.policy_archiving, name="policy_archiving"),
    path("settings/complaint-escalation/", times.escalation, name="escalation"),
]
