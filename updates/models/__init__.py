from updates.models.answer import ItemAnswer
from updates.models.item import UpdateItem
from updates.models.rhythm import UpdateRhythm
from updates.models.update import CustomerUpdate, UpdateLink

__all__ = ["CustomerUpdate", "ItemAnswer", "UpdateItem", "UpdateLink", "UpdateRhythm"]
