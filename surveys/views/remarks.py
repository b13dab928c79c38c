"""Remarks of customers: those that wait, one with its answer, its end, and who looks after it."""

from functools import partial

from django import forms
from django.contrib import messages
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.memberfield import MemberField
from accounts.once import MadeBefore, add_once, refuse_sent_before
from accounts.views.records import refuse_archived
from interactions.models import Interaction
from lib.formats import isolated
from lib.formfields import CleanCharField, FormTokenField
from lib.http import form_page, posted, to_page, workspace_url
from lib.undo import is_undo, say_done
from surveys.models import Remark, SurveyAnswer
from surveys.remarks import NoAddress, answer_customer, ready_reply, take_up
from workspaces.decorators import workspace_page
from workspaces.roles import Permission

MOST = 100
EDIT = Permission.EDIT_CUSTOMERS


def find_remark(request, number) -> Remark:
    return get_object_or_404(Remark.objects.visible_to(request.membership).with_people(), number=number)


@workspace_page(Permission.VIEW_CUSTOMERS)
def remark_list(request):
    """Those that wait, the oldest first; `of=mine` only mine, `closed=1` those that are closed, the newest first."""
    seen = Remark.objects.visible_to(request.membership).of_customers_in_use().with_people()
    is_closed, is_mine = request.GET.get("closed") == "1", request.GET.get("of") == "mine"
    rows = (
        seen.closed().order_by("-closed_at", "-pk") if is_closed else seen.open().order_by("opened_at", "pk")
    )
    if is_mine:
        rows = rows.filter(owner=request.membership)
    rows = list(rows.prefetch_related("answer__parts")[: MOST + 1])
    context = {
        "rows": rows[:MOST],
        "is_closed": is_closed,
        "is_mine": is_mine,
        "most": MOST if len(rows) > MOST else None,
    }
    return render(request, "surveys/remarks.html", context)


@workspace_page(Permission.VIEW_CUSTOMERS)
def remark(request, number):
    found = find_remark(request, number)
    parts = list(found.answer.parts.select_related("question", "choice"))
    return render(request, "surveys/remark.html", {"remark": found, "parts": parts})


@workspace_page(EDIT, methods=("POST",))
@refuse_archived
def taking_up(request, number):
    """POST: who presses looks after what this answer says."""
    seen = SurveyAnswer.objects.visible_to(request.membership)
    found = get_object_or_404(seen.select_related("invitation__account"), number=number)
    return to_page(request, "surveys:remark", number=take_up(found, by=request.membership).number)


class ReplyForm(forms.Form):
    form_token = FormTokenField()
    subject = CleanCharField(max_length=200, label=gettext_lazy("Subject"))
    text = CleanCharField(
        max_length=5_000, widget=forms.Textarea(attrs={"rows": 8}), label=gettext_lazy("Text")
    )


@workspace_page(EDIT, methods=("GET", "POST"))
@refuse_archived
def reply(request, number):
    """An e-mail to who answered, in the language in which they were asked."""
    found = find_remark(request, number)
    found.account.check_in_use()
    subject, text = ready_reply(found, request.membership)
    form = ReplyForm(posted(request), initial={"subject": subject, "text": text})
    if request.method == "POST" and form.is_valid():
        fields = {name: form.cleaned_data[name] for name in ("subject", "text")}
        add = partial(answer_customer, found, by=request.membership)
        try:
            add_once(add, Interaction, form_token=form.cleaned_data["form_token"], fields=fields)
        except MadeBefore as refusal:
            refuse_sent_before(form, refusal.record)
        except NoAddress:
            form.add_error(
                None, _("No e-mail address of this contact is known. Call, and write down what was said.")
            )
        else:
            messages.success(
                request, _("The answer is on its way to %(name)s.") % {"name": isolated(found.contact.name)}
            )
            return to_page(request, "surveys:remark", number=number)
    return form_page(
        request,
        "surveys/remark_form.html",
        form,
        remark=found,
        title=_("Answer the customer"),
        submit=_("Send"),
    )


class ClosureForm(forms.Form):
    done = CleanCharField(
        max_length=1000, widget=forms.Textarea(attrs={"rows": 4}), label=gettext_lazy("What was done")
    )


@workspace_page(EDIT, methods=("GET", "POST"))
@refuse_archived
def closure(request, number):
    """POST closes it with what was done; with `undo` it waits again."""
    found = find_remark(request, number)
    if request.method == "POST" and is_undo(request):
        found.reopen(by=request.membership)
        say_done(request, _("The remark of %(name)s waits again.") % {"name": isolated(found.contact.name)})
        return to_page(request, "surveys:remark", number=number)
    form = ClosureForm(posted(request), initial={"done": found.done})
    if request.method == "POST" and form.is_valid():
        found.close(by=request.membership, done=form.cleaned_data["done"])
        url = workspace_url(request, "surveys:remark_closure", number=number)
        say_done(
            request,
            _("The remark of %(name)s is closed.") % {"name": isolated(found.contact.name)},
            undo_url=url,
        )
        return to_page(request, "surveys:remark", number=number)
    return form_page(
        request,
        "surveys/remark_form.html",
        form,
        remark=found,
        title=_("Close the remark"),
        submit=_("Close it"),
    )


class OwnerForm(forms.Form):
    owner = MemberField(label=gettext_lazy("Who looks after it"), empty_label=None)

    def clean_owner(self):
        owner = self.cleaned_data["owner"]
        if not owner.can(EDIT):
            raise forms.ValidationError(
                _("This colleague may not answer customers. Choose somebody who may.")
            )
        return owner


@workspace_page(EDIT, methods=("GET", "POST"))
@refuse_archived
def owner(request, number):
    found = find_remark(request, number)
    form = OwnerForm(posted(request), initial={"owner": found.owner or request.membership})
    if request.method == "POST" and form.is_valid():
        found.hand_to(form.cleaned_data["owner"], by=request.membership)
        messages.success(request, _("Handed over."))
        return to_page(request, "surveys:remark", number=number)
    return form_page(
        request,
        "surveys/remark_form.html",
        form,
        remark=found,
        title=_("Who looks after it"),
        submit=_("Save"),
    )
