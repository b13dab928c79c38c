import pytest

from lib.registry import AlreadyRegistered, Registry


def test_items_come_in_order_and_then_as_registered():
    panels = Registry("panels")
    panels.register("c", "third", order=5)
    panels.register("a", "first")
    panels.register("b", "second")
    assert list(panels) == ["first", "second", "third"]
    assert panels.keys() == ["a", "b", "c"]


def test_a_key_belongs_to_one_thing():
    panels = Registry("panels")
    item = object()
    assert panels.register("a", item) is panels.register("a", item)
    with pytest.raises(AlreadyRegistered, match="panels already has a"):
        panels.register("a", object())


def test_what_is_not_registered_is_not_there():
    panels = Registry("panels")
    assert panels.get("a") is None
    assert panels.get("a", 3) == 3
    assert "a" not in panels
