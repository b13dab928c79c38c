"""The catalogue of rewards: adding one, changing it, its picture, its stock. Archiving stands with Reward itself."""

from collections.abc import Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from lib import filetypes
from lib.filetypes import Refused
from loyalty.models import Reward
from loyalty.models.reward import MOST_STOCK
from timeline.attaching import attach, remove_file
from timeline.models import Attachment
from timeline.services import record


class NotSoMany(ValidationError):
    def __init__(self):
        super().__init__(_("There are not so many pieces."))


class TooMany(ValidationError):
    def __init__(self):
        super().__init__(_("This is more than the stock can count."))


@transaction.atomic
def add_reward(*, by, fields: dict[str, Any], picture=None, form_token=None) -> Reward:
    """IntegrityError when the form was sent before, Refused for a picture that is none."""
    made = Reward(**fields, created_by=by, form_token=form_token)
    made.save()
    record("reward.created", made, by=by)
    if picture is not None:
        put_picture(made, picture, by=by, is_told=False)
    return made


@transaction.atomic
def change_reward(reward, *, by, read_version, changed: Sequence[str], picture=None) -> Reward:
    """Save an edited reward; `changed` names the fields. Raises Stale, and Refused for a picture that is none."""
    if changed:
        reward.save_version(read_version=read_version)
        record("reward.changed", reward, by=by, fields=sorted(changed))
    if picture is not None:
        put_picture(reward, picture, by=by)
    return reward


def put_picture(reward, picture, *, by, is_told=True) -> None:
    """The reward has one picture: another one takes its place."""
    reward.wait_to_change()
    before = list(Attachment.objects.of(reward).kept().order_by("pk"))
    made = attach(reward, picture.file, name=picture.name, by=by, is_told=is_told)
    if made.media_type not in filetypes.PICTURES or not made.has_preview:
        raise Refused("kind", _("Choose a picture: PNG, JPEG, GIF or WebP."))
    for each in before:
        remove_file(each, by=by)


@transaction.atomic
def add_stock(reward, *, by, pieces: int, note: str = "") -> None:
    """More pieces, or fewer for less than nothing; a stock without end begins to be counted with them."""
    reward.wait_to_change()
    stock = (reward.stock or 0) + pieces
    if stock < 0:
        raise NotSoMany
    if stock > MOST_STOCK:
        raise TooMany
    _keep_stock(reward, stock)
    record("reward.stocked", reward, by=by, pieces=pieces, stock=stock, note=note)


@transaction.atomic
def stop_counting(reward, *, by, note: str = "") -> None:
    """As many as are asked for."""
    reward.wait_to_change()
    if reward.stock is None:
        return
    _keep_stock(reward, None)
    record("reward.uncounted", reward, by=by, note=note)


def _keep_stock(reward, stock) -> None:
    reward.stock = stock
    Reward.objects.filter(pk=reward.pk).update(stock=stock)


def put_pictures(rewards) -> list[Reward]:
    """Give each of these rewards its `picture`, or None: one query."""
    rewards = list(rewards)
    for each in rewards:
        each.picture = None
    by_key = {each.pk: each for each in rewards}
    for picture in Attachment.objects.of(*rewards).kept().filter(has_preview=True).order_by("pk"):
        by_key[picture.record_id].picture = picture
    return rewards
