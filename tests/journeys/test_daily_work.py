"""A day of an account manager: a call is on record in seconds, a promise is kept."""

from django.db import transaction
from django.utils import timezone
from playwright.sync_api import expect

from interactions.models import FollowUp, Interaction
from interactions.ready_answers import add_answer
from interactions.services import add_follow_up
from lib.tenancy.state import workspace


def logged(opened):
    with workspace(opened.pk), transaction.atomic():
        return list(Interaction.objects.kept().order_by("pk"))


def promised(opened):
    with workspace(opened.pk), transaction.atomic():
        return list(FollowUp.objects.order_by("pk"))


def test_a_call_is_logged_by_the_keyboard_alone_and_taken_back(browse, noor, salem, add_account):
    account = add_account(salem, "شركة النخيل")
    visitor = browse(salem)
    page = visitor.page
    visitor.open(f"/w/noor/accounts/{account.number}/")
    page.keyboard.press("n")
    expect(page.locator("[data-first]")).to_be_focused()
    page.keyboard.type("أكدوا وصول الطلبية كاملة")
    page.keyboard.press("Control+Enter")
    expect(visitor.toast).to_contain_text("شركة النخيل")
    entry = page.locator(".entry")
    expect(entry).to_contain_text("أكدوا وصول الطلبية كاملة")
    expect(entry).to_contain_text(visitor.says("Internal"))
    assert [each.channel for each in logged(noor)] == ["call"]
    visitor.press("Undo")
    expect(entry).to_have_count(0)
    assert logged(noor) == []


def test_the_next_step_is_written_with_the_call_and_done_from_today(browse, noor, salem, add_account):
    account = add_account(salem, "شركة النخيل")
    visitor = browse(salem)
    page = visitor.page
    visitor.open(f"/w/noor/accounts/{account.number}/")
    page.keyboard.press("n")
    page.keyboard.type("طلبوا عرض سعر")
    page.locator("[name=next_step]").press_sequentially("إرسال عرض السعر")
    page.keyboard.press("Tab")
    page.keyboard.press("ArrowRight" if page.evaluate("document.dir") == "rtl" else "ArrowLeft")
    expect(page.locator("[name=due_when][value=today]")).to_be_checked()
    page.keyboard.press("Control+Enter")
    expect(page.locator(".steps-list").first).to_contain_text("إرسال عرض السعر")
    visitor.open("/w/noor/")
    expect(page.locator(".day-list")).to_contain_text("إرسال عرض السعر")
    visitor.press("Done", within=page.locator(".day-list"))
    expect(page.locator(".day-list")).to_have_count(0)
    assert [step.state for step in promised(noor)] == ["done"]
    visitor.press("Undo")
    expect(page.locator(".day-list")).to_contain_text("إرسال عرض السعر")
    assert [step.state for step in promised(noor)] == ["open"]


def test_a_row_is_done_and_put_off_without_leaving_the_list(browse, noor, salem, add_account):
    account = add_account(salem, "شركة النخيل")
    with workspace(noor.pk), transaction.atomic():
        for reason in ("الأولى", "الثانية"):
            fields = {"reason": reason, "owner": salem, "due_on": timezone.localdate()}
            add_follow_up(account=account, by=salem, fields=fields)
    visitor = browse(salem)
    page = visitor.page
    visitor.open("/w/noor/follow-ups/")
    expect(visitor.rows()).to_have_count(2)
    visitor.press("Done", within=visitor.rows().first)
    expect(visitor.rows()).to_have_count(1)
    assert "owner=me" in page.url
    visitor.press("Put off until tomorrow", within=visitor.rows().first)
    expect(visitor.toast).to_contain_text("الثانية")
    assert [step.is_for_today for step in promised(noor)] == [False, False]


def test_a_link_that_writes_opens_the_form_with_its_channel(browse, noor, salem, add_account):
    account = add_account(
        salem, "شركة النخيل", email="info@nakheel.example", phone="0501234567", phone_e164="+966501234567"
    )
    visitor = browse(salem)
    page = visitor.page
    visitor.open(f"/w/noor/accounts/{account.number}/")
    page.evaluate(
        "addEventListener('click', (e) => e.target.closest('a[href^=mailto]') && e.preventDefault())"
    )
    page.locator(".facts a[href^=mailto]").click()
    expect(page.locator("[name=channel][value=email]")).to_be_checked()
    expect(page.locator("[name=outcome] optgroup:not([hidden])")).to_have_count(1)
    page.evaluate("document.querySelector('[data-reach]').removeAttribute('target')")
    page.evaluate("addEventListener('click', (e) => e.target.closest('[data-reach]') && e.preventDefault())")
    page.locator("[data-reach=whatsapp]").click()
    expect(page.locator("[name=channel][value=whatsapp]")).to_be_checked()


def test_a_text_that_was_not_saved_is_there_again(browse, salem, add_account):
    account = add_account(salem, "شركة النخيل")
    visitor = browse(salem)
    page = visitor.page
    address = f"/w/noor/accounts/{account.number}/"
    visitor.open(address)
    page.keyboard.press("n")
    expect(page.locator("[data-first]")).to_be_focused()
    page.keyboard.type("نصف جملة")
    page.wait_for_function("Object.keys(localStorage).length + Object.keys(sessionStorage).length > 0")
    page.once("dialog", lambda dialog: dialog.accept())
    visitor.open(address)
    expect(page.locator("[data-first]")).to_have_value("نصف جملة")
    expect(page.locator("[data-first]")).to_be_visible()


def test_without_scripts_it_is_a_page(browse, noor, salem, add_account):
    account = add_account(salem, "شركة النخيل")
    visitor = browse(salem, scripts=False)
    page = visitor.page
    visitor.open(f"/w/noor/interactions/new/?account={account.number}")
    page.locator("[name=channel][value=visit]").check(force=True)
    page.locator("[name=text]").fill("زيارة المستودع")
    page.locator("#content form .btn-primary").click()
    expect(visitor.title).to_have_text("شركة النخيل")
    assert [each.channel for each in logged(noor)] == ["visit"]


def add_answer_of_hours(huda):
    with workspace(huda.workspace_id), transaction.atomic():
        add_answer(
            by=huda,
            name="أوقات العمل",
            text_ar="حياكم الله {العميل}",
            text_en="Welcome {customer}",
            channels=[],
        )


def test_a_ready_answer_is_chosen_by_the_keyboard_and_put_at_the_cursor(browse, huda, salem, add_account):
    add_answer_of_hours(huda)
    account = add_account(
        salem, "شركة النخيل", language="ar", phone="+966 50 123 4567", phone_e164="+966501234567"
    )
    visitor = browse(salem)
    page = visitor.page
    visitor.open(f"/w/noor/accounts/{account.number}/")
    page.keyboard.press("n")
    expect(page.locator("[data-first]")).to_be_focused()
    page.keyboard.type("قبل بعد")

    page.evaluate("document.querySelector('[data-first]').setSelectionRange(4, 4)")
    page.locator("[data-opens=answers]").press("Enter")
    expect(page.locator("#answers-search")).to_be_focused()
    page.keyboard.type("أوقات")
    expect(page.locator("#answers [role=option][aria-selected=true]")).to_contain_text(
        "حياكم الله شركة النخيل"
    )
    page.keyboard.press("Enter")
    text = page.locator("[data-first]")
    expect(text).to_have_value("قبل حياكم الله شركة النخيلبعد")
    expect(text).to_be_focused()
    page.keyboard.press("Control+z")
    expect(text).to_have_value("قبل بعد")
    page.locator("label.pill:has([value=whatsapp])").click()
    send = page.locator("[data-send-text]")
    expect(send).to_be_visible()
    assert send.get_attribute("href").startswith("https://wa.me/966501234567?text=%D9%82")


def test_the_other_language_is_one_press_away(browse, huda, salem, add_account):
    add_answer_of_hours(huda)
    account = add_account(salem, "شركة النخيل", language="ar")
    visitor = browse(salem)
    page = visitor.page
    visitor.open(f"/w/noor/interactions/new/?account={account.number}")
    page.locator("[data-first]").fill("قبل")
    page.locator("[data-opens=answers]").click()
    expect(page.locator("#answers [role=option]")).to_contain_text("حياكم")
    page.locator("#answers label.pill:has([value=en])").click()
    option = page.locator("#answers [role=option]")
    expect(option).to_contain_text("Welcome")
    option.click()
    expect(page.locator("[data-first]")).to_have_value("قبل\nWelcome شركة النخيل")
