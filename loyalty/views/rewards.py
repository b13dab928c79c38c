"""The catalogue of rewards: its list with pictures, a reward, adding and editing one, its stock."""

from functools import partial

from django.core.exceptions import ValidationError
from django.db import transaction
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _

from accounts.models.record import Stale
from accounts.once import MadeBefore, add_once, refuse_sent_before, refuse_stale
from accounts.views.records import archive_or_restore
from lib import formats
from lib.filetypes import Refused
from lib.formats import isolated
from lib.http import form_page, posted, to_page, workspace_url
from lib.undo import say_done
from loyalty.forms_reward import RewardForm, StockForm
from loyalty.models import Reward
from loyalty.rewarding import add_reward, add_stock, change_reward, put_pictures, stop_counting
from loyalty.words import terms_of
from timeline.models import Event
from timeline.story import told
from workspaces.decorators import workspace_page
from workspaces.roles import Permission

MOST_EVENTS, MOST_SHOWN = 20, 200


def find_reward(number):
    return get_object_or_404(Reward.objects.all(), number=number)


@workspace_page(Permission.VIEW_CUSTOMERS)
def reward_list(request):
    """Those that are offered, the cheapest first; with `shown=archived` those that were put away."""
    is_archive = request.GET.get("shown") == "archived"
    rewards = Reward.objects.archived() if is_archive else Reward.objects.in_use()
    shown = put_pictures(rewards.in_order()[: MOST_SHOWN + 1])
    context = {
        "rewards": shown[:MOST_SHOWN],
        "has_more": len(shown) > MOST_SHOWN,
        "is_archive": is_archive,
        "has_archived": is_archive or Reward.objects.archived().exists(),
        "may_change": request.membership.can(Permission.MANAGE_LOYALTY),
    }
    return render(request, "loyalty/reward_list.html", context)


@workspace_page(Permission.VIEW_CUSTOMERS)
def reward(request, number):
    found = put_pictures([find_reward(number)])[0]
    events = Event.objects.about(found).filter(is_part=False).select_related("actor__user")
    context = {
        "reward": found,
        "facts": [fact for fact in facts(found) if fact["value"]],
        "lines": told(events.order_by("-at", "-id")[:MOST_EVENTS], member=request.membership, about=found),
        "may_change": request.membership.can(Permission.MANAGE_LOYALTY),
    }
    return render(request, "loyalty/reward.html", context)


def facts(found) -> list[dict]:
    limit = ""
    if found.limit_count:
        limit = f"{formats.number(found.limit_count)} {found.get_limit_per_display()}"
    endless = _("as many as are asked for")
    day = formats.day
    return [
        {"label": _("Kind"), "value": found.get_kind_display()},
        {"label": _("What the voucher is good for"), "value": terms_of(found) if found.is_voucher else ""},
        {
            "label": _("Days that the voucher holds"),
            "value": formats.number(found.voucher_days) if found.voucher_days else "",
        },
        {"label": _("Stock"), "value": endless if found.stock is None else formats.number(found.stock)},
        {"label": _("Most for one customer"), "value": limit},
        {
            "label": _("Only from this loyalty tier on"),
            "value": found.least_tier.name if found.least_tier else "",
        },
        {"label": _("Offered from"), "value": day(found.offered_from) if found.offered_from else ""},
        {"label": _("Offered until"), "value": day(found.offered_until) if found.offered_until else ""},
        {"label": _("Name in Arabic"), "value": found.name_ar},
        {"label": _("Name in English"), "value": found.name_en},
    ]


@workspace_page(Permission.MANAGE_LOYALTY, methods=("GET", "POST"))
def reward_new(request):
    form = RewardForm(posted(request), request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = add_once(
                partial(add_reward, by=request.membership, picture=form.cleaned_data["picture"]),
                Reward,
                form_token=form.cleaned_data["form_token"],
                fields=form.begun,
            )
        except Refused as refusal:
            form.add_error("picture", str(refusal))
        except MadeBefore as refusal:
            refuse_sent_before(form, refusal.record)
        else:
            say_done(request, _("%(name)s was added.") % {"name": isolated(made.name)})
            return to_page(request, "loyalty:reward", number=made.number)
    cancel_url = workspace_url(request, "loyalty:rewards")
    return form_page(request, "loyalty/reward_form.html", form, cancel_url=cancel_url)


@workspace_page(Permission.MANAGE_LOYALTY, methods=("GET", "POST"))
def reward_edit(request, number):
    found = find_reward(number)
    form = RewardForm(posted(request), request.FILES or None, instance=found)
    if request.method == "POST" and form.is_valid() and save(request, form):
        return to_page(request, "loyalty:reward", number=number)
    cancel_url = workspace_url(request, "loyalty:reward", number=number)
    return form_page(request, "loyalty/reward_form.html", form, reward=found, cancel_url=cancel_url)


def save(request, form) -> bool:
    picture = form.cleaned_data["picture"]
    changed = form.apply()
    version = form.cleaned_data["version"] or 0
    try:
        with transaction.atomic():
            change_reward(
                form.instance, by=request.membership, read_version=version, changed=changed, picture=picture
            )
    except Stale:
        refuse_stale(form, Reward.objects.get(pk=form.instance.pk).version)
        return False
    except Refused as refusal:
        form.add_error("picture", str(refusal))
        return False
    if changed or picture:
        say_done(request, _("%(name)s was saved.") % {"name": isolated(form.instance.name)})
    return True


@workspace_page(Permission.MANAGE_LOYALTY, methods=("POST",))
def reward_archive(request, number):
    """POST puts it out of the catalogue; with `undo` it is back."""
    return archive_or_restore(
        request, find_reward(number), resource="loyalty:reward_archive", page="loyalty:reward"
    )


@workspace_page(Permission.MANAGE_LOYALTY, methods=("GET", "POST"))
def stock(request, number):
    """POST counts pieces in or out; each time is told in the reward's history."""
    found = find_reward(number)
    form = StockForm(posted(request))
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            if given["is_endless"]:
                stop_counting(found, by=request.membership, note=given["note"])
            else:
                add_stock(found, by=request.membership, pieces=given["pieces"], note=given["note"])
        except ValidationError as refusal:
            form.add_error("pieces", refusal)
        else:
            say_done(request, _("The stock was noted."))
            return to_page(request, "loyalty:reward", number=number)
    cancel_url = workspace_url(request, "loyalty:reward", number=number)
    return form_page(request, "loyalty/stock_form.html", form, reward=found, cancel_url=cancel_url)
