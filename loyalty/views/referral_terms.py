"""Settings of referrals by a code."""

from django.contrib import messages
from django.utils.translation import gettext as _

from lib.http import posted, to_page
from loyalty.forms_referral import TermsForm, keep_terms
from loyalty.models import EarnRule, ReferralTerms
from loyalty.models.rule import Trigger
from workspaces.decorators import workspace_page
from workspaces.roles import Permission
from workspaces.views.settings import settings_page


@workspace_page(Permission.MANAGE_LOYALTY, methods=("GET", "POST"))
def referral_terms(request):
    form = TermsForm(posted(request), instance=ReferralTerms.objects.first() or ReferralTerms())
    if request.method == "POST" and form.is_valid():
        keep_terms(form.instance, by=request.membership, changed=form.changed_data)
        messages.success(request, _("The settings were saved."))
        return to_page(request, "loyalty:referral_terms")
    rules = EarnRule.objects.in_use().with_newest()
    giving = [each for each in rules if each.newest.trigger in (Trigger.REFERRAL, Trigger.FRIEND)]
    context = {"standing": ReferralTerms.objects.standing(), "rules": giving}
    return settings_page(request, "loyalty/referral_terms.html", form, **context)
