"""Django admin of referrals and testimonials: platform staff looks, archives and brings back."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from interactions.given_admin import unless_archived
from lib.admin import WorkspaceTableAdmin, register_history
from sales.models import Referral, Testimonial, TestimonialMail, TestimonialUse
from timeline.platform import verb_action


class ArchivedAdmin(WorkspaceTableAdmin):
    search_fields = ("account__search__contains",)
    search_is_folded = True
    ordering = ("-id",)
    actions = (
        verb_action("archive", _("Archive"), unless_archived(lambda each: each.archive(by=None))),
        verb_action("restore", _("Restore"), unless_archived(lambda each: each.restore(by=None))),
    )


@admin.register(Referral)
class ReferralAdmin(ArchivedAdmin):
    list_display = ("number", "account", "referred_name", "referred", "on_day", "state", "thanked_on")
    list_filter = ("state", "on_day", ("archived_at", admin.EmptyFieldListFilter))
    list_select_related = ("workspace", "account", "referred")
    hidden = ("form_token",)


@admin.register(Testimonial)
class TestimonialAdmin(ArchivedAdmin):
    list_display = (
        "number",
        "account",
        "contact",
        "state",
        "given_on",
        "rating",
        "consent_on",
        "withdrawn_on",
    )
    list_filter = (
        "state",
        ("withdrawn_on", admin.EmptyFieldListFilter),
        ("archived_at", admin.EmptyFieldListFilter),
    )
    list_select_related = ("workspace", "account", "contact")
    hidden = ("form_token", "token_hash")
    actions = (
        *ArchivedAdmin.actions,
        verb_action(
            "withdraw", _("Withdraw the consent"), unless_archived(lambda each: each.withdraw(by=None))
        ),
    )


@admin.register(TestimonialUse)
class TestimonialUseAdmin(WorkspaceTableAdmin):
    list_display = ("testimonial", "scope", "place", "on_day", "ended_on")
    list_filter = ("scope", ("ended_on", admin.EmptyFieldListFilter))
    list_select_related = ("workspace", "testimonial__account")
    search_fields = ("testimonial__account__search__contains",)
    search_is_folded = True
    ordering = ("-id",)


@admin.register(TestimonialMail)
class TestimonialMailAdmin(WorkspaceTableAdmin):
    list_display = ("testimonial", "mail")
    list_select_related = ("workspace", "testimonial__account", "mail")
    search_fields = ("mail__to_address",)
    ordering = ("-id",)


register_history(Referral, list_display=("pgh_created_at", "pgh_label", "number", "state"))
register_history(Testimonial, list_display=("pgh_created_at", "pgh_label", "number", "state", "consent_on"))
