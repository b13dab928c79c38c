"""A file goes with what is logged: it is sent while the form is written."""

from django.db import transaction
from playwright.sync_api import expect

from interactions.models import Interaction
from lib.tenancy.state import workspace
from timeline.models import Attachment

PDF = {"name": "عرض السعر.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.4\n%%EOF\n"}


def test_a_file_is_sent_while_the_form_is_written(browse, noor, salem, add_account):
    account = add_account(salem, "شركة النخيل")
    visitor = browse(salem)
    page = visitor.page
    visitor.open(f"/w/noor/accounts/{account.number}/")
    page.keyboard.press("n")
    page.keyboard.type("أرسلنا العرض")
    page.locator("[data-composer] input[type=file]").set_input_files(PDF)
    expect(page.locator("[data-composer] .file-line:not(.is-sending)")).to_contain_text("عرض السعر.pdf")
    page.keyboard.press("Control+Enter")
    expect(page.locator(".entry")).to_contain_text("عرض السعر.pdf")
    with workspace(noor.pk), transaction.atomic():
        assert Attachment.objects.of(Interaction.objects.get()).count() == 1
