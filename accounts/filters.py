"""What lists of customers can be narrowed by."""

import django_filters as filters
from django.utils.translation import gettext_lazy as _

from accounts.models import Account, Contact, Industry, Region, Tag
from accounts.models.contact import Channel
from workspaces.models import Membership


def members(request):
    return Membership.objects.active().select_related("user").order_by("user__name")


class RecordFilter(filters.FilterSet):
    """What every list of records has: one search box, and the archived ones apart."""

    q = filters.CharFilter(method="matching", label=_("Search"), max_length=200)
    archived = filters.ChoiceFilter(
        choices=[("1", _("Archived"))], method="with_archived", label=_("Archive"), empty_label=_("In use")
    )

    def matching(self, queryset, name, value):
        return queryset.matching(value)

    def with_archived(self, queryset, name, value):
        return queryset

    def filter_queryset(self, queryset):
        queryset = super().filter_queryset(queryset)
        return queryset.archived() if self.form.cleaned_data.get("archived") else queryset.kept()


class AccountFilter(RecordFilter):
    status = filters.ChoiceFilter(choices=Account.Status, label=_("Status"))
    tier = filters.ChoiceFilter(choices=Account.Tier, label=_("Tier"))
    owner = filters.ModelChoiceFilter(
        queryset=members, to_field_name="number", label=_("Account manager"), null_label=_("Nobody yet")
    )
    industry = filters.ModelChoiceFilter(
        queryset=lambda request: Industry.objects.order_by("name_fold"),
        to_field_name="name_fold",
        label=_("Industry"),
    )
    region = filters.ModelChoiceFilter(
        queryset=lambda request: Region.objects.order_by("name_fold"),
        to_field_name="name_fold",
        label=_("Region"),
    )
    tag = filters.ModelChoiceFilter(
        queryset=lambda request: Tag.objects.filter(kind=Tag.Kind.TAG).order_by("name_fold"),
        field_name="taggings__tag",
        to_field_name="name_fold",
        label=_("Tag"),
    )
    kind = filters.ChoiceFilter(choices=Account.Kind, label=_("Kind"))

    class Meta:
        model = Account
        fields = ["q", "status", "tier", "owner", "industry", "region", "tag", "kind", "archived"]


class ContactFilter(RecordFilter):
    city = filters.CharFilter(lookup_expr="iexact", label=_("City"), max_length=80)
    gender = filters.ChoiceFilter(choices=Contact.Gender, label=_("Gender"))
    preferred_channel = filters.ChoiceFilter(choices=Channel, label=_("Preferred channel"))
    interest = filters.ModelChoiceFilter(
        queryset=lambda request: Tag.objects.filter(kind=Tag.Kind.INTEREST).order_by("name_fold"),
        field_name="interests__tag",
        to_field_name="name_fold",
        label=_("Interest"),
    )

    class Meta:
        model = Contact
        fields = ["q", "city", "gender", "preferred_channel", "interest", "archived"]
