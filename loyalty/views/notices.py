"""Settings of notices to members, with the letters as they read in both languages."""

from datetime import timedelta
from urllib.parse import unquote

from django.contrib import messages
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from interactions.mailing import LINK
from lib import formats
from lib.http import posted, to_page
from loyalty.forms_notices import NoticeTermsForm, keep_terms
from loyalty.models import LoyaltyProgram, LoyaltyTier, NoticeRefusal, NoticeTerms, Voucher
from loyalty.notice_letters import Facts, written
from workspaces.decorators import workspace_page
from workspaces.mail import site_link
from workspaces.roles import Permission
from workspaces.views.settings import settings_page

# In place of what nobody but the customer has.
SHORTENED = "…"
LANGUAGES = (("ar", "العربية", "rtl"), ("en", "English", "ltr"))


@workspace_page(Permission.MANAGE_LOYALTY, methods=("GET", "POST"))
def notice_terms(request):
    form = NoticeTermsForm(posted(request), instance=NoticeTerms.objects.first() or NoticeTerms())
    if request.method == "POST" and form.is_valid():
        keep_terms(form.instance, by=request.membership, changed=form.changed_data)
        messages.success(request, _("The settings were saved."))
        return to_page(request, "loyalty:notice_terms")
    context = {"letters": previews(request), "silent": NoticeRefusal.objects.count()}
    return settings_page(request, "loyalty/notice_terms.html", form, **context)


def previews(request) -> list[dict]:
    """Of an invented member, each kind by itself, in both languages."""
    opened, found = request.workspace, []
    for language, label, direction in LANGUAGES:
        with override(language), formats.use(opened.formats(language)):
            name = LoyaltyProgram.objects.standing().name or opened.name
            link = unquote(site_link("customer_points", workspace=opened.slug, token=SHORTENED))
            for facts in examples():
                subject, text = written(facts, name=name, called=_("Name of the customer"))
                text = text.replace(LINK, link)
                found.append(
                    {"label": label, "language": language, "dir": direction, "subject": subject, "text": text}
                )
    return found


def examples() -> list[Facts]:
    today = timezone.localdate()
    tier = LoyaltyTier.objects.filter(archived_at=None).order_by("-threshold_points").first()
    voucher = Voucher(
        amount_minor=50_00, currency=formats.current().currency, code="ABCDEFGH",
        valid_until=today + timedelta(days=7),
    )  # fmt: skip
    examples = [
        Facts(
            earned_points=250,
            usable_points=1_400,
            expiring=[(today + timedelta(days=7), 120), (today + timedelta(days=30), 300)],
            vouchers=[voucher],
        )
    ]
    if tier is not None:
        examples.append(Facts(reached=tier))
        examples.append(Facts(falling=tier, falls_on=today + timedelta(days=30)))
    return examples
