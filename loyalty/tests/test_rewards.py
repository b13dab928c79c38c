"""The catalogue of rewards: added with a picture, changed, counted, put away; and who may."""

import io
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from PIL import Image

from lib.tenancy.state import workspace
from loyalty import rewarding
from loyalty.models import Reward
from timeline.models import Attachment, Event

LIST, NEW = "/w/noor/loyalty/rewards/", "/w/noor/loyalty/rewards/new/"


@pytest.fixture
def opened(mona):
    with workspace(mona.workspace_id):
        yield mona


@pytest.fixture
def reward(opened):
    return rewarding.add_reward(by=opened, fields={"name_en": "Coffee set", "cost_points": 300, "stock": 5})


def drawing(kind="PNG"):
    written = io.BytesIO()
    Image.new("RGB", (40, 30), "teal").save(written, kind)
    return SimpleUploadedFile("coffee.png", written.getvalue(), content_type="image/png")


def typed(**fields):
    return {
        "name_en": "Coffee set", "name_ar": "طقم قهوة", "kind": "gift", "cost_points": "٣٠٠", "limit_per": "year",
        **fields,
    }  # fmt: skip


class TestAdding:
    def test_a_gift_with_its_picture(self, client, opened):
        client.force_login(opened.user)
        answer = client.post(NEW, typed(stock="5", limit_count="2", picture=drawing()))
        made = Reward.objects.get()
        assert answer.status_code == 303, answer.content.decode()
        assert (made.name_ar, made.cost_points, made.stock, made.limit_count) == ("طقم قهوة", 300, 5, 2)
        picture = Attachment.objects.of(made).kept().get()
        page = client.get(LIST).content.decode()
        assert f"/files/{picture.number}/preview/" in page
        assert "Coffee set" in page or "طقم قهوة" in page

    def test_a_voucher_says_what_it_is_good_for(self, client, opened):
        client.force_login(opened.user)
        client.post(NEW, typed(kind="voucher", amount_minor="50", currency="SAR", voucher_days="90"))
        made = Reward.objects.get()
        assert (made.amount_minor, made.percent, made.currency, made.voucher_days) == (5000, None, "SAR", 90)

    @pytest.mark.parametrize(
        ("fields", "wrong"),
        [
            ({"name_en": "", "name_ar": ""}, "name_ar"),
            ({"cost_points": "0"}, "cost_points"),
            ({"cost_points": "many"}, "cost_points"),
            ({"offered_from": "2026-05-02", "offered_until": "2026-05-01"}, "offered_until"),
            ({"kind": "voucher", "voucher_days": "9", "currency": "SAR"}, "amount_minor"),
            ({"kind": "voucher", "percent": "101", "voucher_days": "9", "currency": "SAR"}, "percent"),
            (
                {
                    "kind": "voucher",
                    "percent": "10",
                    "amount_minor": "5",
                    "voucher_days": "9",
                    "currency": "SAR",
                },
                "percent",
            ),
            ({"kind": "voucher", "percent": "10", "currency": "SAR"}, "voucher_days"),
            ({"picture": SimpleUploadedFile("x.png", b"no picture")}, "picture"),
            ({"picture": SimpleUploadedFile("x.txt", b"only words")}, "picture"),
        ],
    )
    def test_what_is_wrong_is_told_at_its_field_and_writes_nothing(self, client, opened, fields, wrong):
        client.force_login(opened.user)
        answer = client.post(NEW, typed(**fields))
        assert answer.status_code == 422
        assert list(answer.context["form"].errors) == [wrong]
        assert not Reward.objects.exists()
        assert not Attachment.objects.exists()

    def test_of_a_gift_nobody_looks_at_what_stands_in_the_fields_of_a_voucher(self, client, opened):
        client.force_login(opened.user)
        wrong = {
            "least_minor": "x",
            "percent": "900",
            "amount_minor": "-1",
            "voucher_days": "?",
            "currency": "ZZZ",
        }
        assert client.post(NEW, typed(**wrong)).status_code == 303
        made = Reward.objects.get()
        assert (made.percent, made.amount_minor, made.least_minor, made.currency) == (None, None, 0, "")

    def test_a_double_click_is_one_reward(self, client, opened):
        client.force_login(opened.user)
        token = "2b0a6fd8-9f0e-4b9a-8d0d-6a1f5d5b7c11"
        for _again in range(2):
            assert client.post(NEW, typed(form_token=token)).status_code == 303
        assert Reward.objects.count() == 1


class TestChanging:
    def test_the_stock_stands_though_the_form_was_opened_before_it_changed(self, reward, opened):
        older = Reward.objects.get(pk=reward.pk)
        rewarding.add_stock(reward, by=opened, pieces=7)
        older.cost_points = 350
        rewarding.change_reward(older, by=opened, read_version=older.version, changed=["cost_points"])
        fresh = Reward.objects.get(pk=reward.pk)
        assert (fresh.cost_points, fresh.stock) == (350, 12)

    def test_a_new_picture_takes_the_place_of_the_old_one(self, client, reward, opened):
        client.force_login(opened.user)
        for _time in range(2):
            fields = typed(version=Reward.objects.get().version, picture=drawing())
            assert client.post(f"{LIST}{reward.number}/edit/", fields).status_code == 303
        assert Attachment.objects.of(reward).kept().count() == 1
        assert Attachment.objects.of(reward).count() == 2

    def test_pieces_come_and_go_and_are_told(self, client, reward, opened):
        client.force_login(opened.user)
        url = f"{LIST}{reward.number}/stock/"
        assert client.post(url, {"pieces": "10", "note": "from the warehouse"}).status_code == 303
        assert client.post(url, {"pieces": "-3"}).status_code == 303
        assert Reward.objects.get().stock == 12
        assert client.post(url, {"pieces": "-13"}).status_code == 422
        assert client.post(url, {}).status_code == 422
        assert Reward.objects.get().stock == 12
        told = [each.detail["stock"] for each in Event.objects.filter(verb="reward.stocked").order_by("pk")]
        assert told == [15, 12]
        assert "from the warehouse" in client.get(f"{LIST}{reward.number}/").content.decode()
        assert client.post(url, {"is_endless": "on"}).status_code == 303
        assert Reward.objects.get().stock is None

    def test_archived_it_leaves_the_list_and_comes_back(self, client, reward, opened):
        client.force_login(opened.user)
        url = f"{LIST}{reward.number}/archive/"
        client.post(url)
        assert f'href="{LIST}{reward.number}/"' not in client.get(LIST).content.decode()
        assert f'href="{LIST}{reward.number}/"' in client.get(f"{LIST}?shown=archived").content.decode()
        client.post(url, {"undo": "1"})
        assert not Reward.objects.get().is_archived
        assert Reward.objects.get().stock == 5


def test_its_time_includes_both_days(reward):
    today = timezone.localdate()
    reward.offered_from = reward.offered_until = today
    reward.save()
    assert reward.is_offered()
    assert Reward.objects.on_offer(today).exists()
    assert not Reward.objects.on_offer(today + timedelta(days=1)).exists()


class TestWhoMay:
    def test_whoever_sees_customers_sees_the_catalogue(self, client, reward, reem):
        client.force_login(reem.user)
        assert client.get(LIST).status_code == 200
        assert client.get(f"{LIST}{reward.number}/").status_code == 200

    @pytest.mark.parametrize("path", ["new/", "{}/edit/", "{}/stock/", "{}/archive/"])
    def test_only_who_sets_the_programme_up_changes_it(self, client, reward, salem, path):
        client.force_login(salem.user)
        assert client.post(LIST + path.format(reward.number)).status_code == 403

    def test_a_stranger_finds_nothing(self, client, reward, karim):
        client.force_login(karim.user)
        assert client.get(f"{LIST}{reward.number}/").status_code == 404
        assert client.get(f"/w/bahr/loyalty/rewards/{reward.number}/").status_code == 404
