"""Under which account a branch stands: moved from the page of its group, and back."""

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import Http404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.branches import ParentBelow
from accounts.forms import AccountNumberField, account_in_use
from accounts.models import Account
from accounts.services import change_account
from accounts.undoing import undo_edit
from accounts.views.accounts import find_account, offer_accounts, visible_accounts
from accounts.views.records import refuse_archived
from lib.formats import isolated
from lib.http import form_page, posted, to_page, workspace_url
from lib.undo import TooLate, asked_number, is_undo, say_done, say_too_late
from workspaces.decorators import workspace_page
from workspaces.roles import Permission


class ParentForm(forms.Form):
    parent = AccountNumberField(
        required=False,
        label=gettext_lazy("Parent account"),
        help_text=gettext_lazy("Leave empty if it stands by itself from now on."),
    )

    def __init__(self, *args, membership, account, **kwargs):
        super().__init__(*args, initial={"parent": account.parent_id}, **kwargs)
        self.fields["parent"].visible = Account.objects.visible_to(membership).exclude(pk=account.pk)

    def clean_parent(self):
        return account_in_use(self.cleaned_data["parent"])


@workspace_page(Permission.EDIT_CUSTOMERS, methods=("GET", "POST"))
@refuse_archived
def branch_place(request, number):
    """Under which account a branch stands; POST moves it, with `undo` back. `group` is the page one comes from."""
    branch = find_account(request, number)
    if branch.parent_id and not visible_accounts(request).filter(pk=branch.parent_id).exists():
        raise Http404  # what this member does not see is not moved away from either
    if request.method == "POST" and is_undo(request):
        return place_back(request, branch)
    branch.check_in_use()
    form = ParentForm(posted(request), membership=request.membership, account=branch)
    if request.method == "POST" and form.is_valid():
        try:
            place(branch, form.cleaned_data["parent"], by=request.membership)
        except ParentBelow as refusal:
            form.add_error("parent", refusal)
        else:
            if form.has_changed():
                url = workspace_url(request, "desk:branch_place", number=number)
                text = _("%(name)s was moved.") % {"name": isolated(branch.name)}
                came = {"group": asked_number(request, "group") or ""}
                say_done(request, text, undo_url=url, undo=branch.version, **came)
            return to_group(request, branch)
    offer_accounts(request, form, "parent")
    context = {"branch": branch, "group_url": to_group(request, branch)["Location"]}
    return form_page(request, "desk/branch_place.html", form, **context)


@transaction.atomic
def place(branch, parent, *, by):
    branch.wait_to_change()
    if branch.parent_id == (parent.pk if parent else None):
        return
    branch.parent = parent
    change_account(branch, by=by, read_version=branch.version, changed=["parent"])


def place_back(request, branch):
    try:
        undo_edit(branch, asked_number(request) or 0, by=request.membership)
    except (TooLate, ParentBelow):
        say_too_late(request)
    else:
        messages.success(request, _("%(name)s stands where it stood.") % {"name": isolated(branch.name)})
    return to_group(request, branch)


def to_group(request, branch):
    """To the group one came from, while its account is there to be seen; else to that of the branch."""
    number = asked_number(request, "group")
    top = visible_accounts(request).filter(number=number).first() if number else None
    return to_page(request, "desk:group", number=(top or branch).number)
