#!/usr/bin/env python3
"""The pictures of the README, taken anew: bin/run with its demo data in a folder of its own, and Chromium.

Run it with the Python of the project: .venv/bin/python docs/images/make.py
"""

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright
from small_png import shrink

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
LARGEST_BYTES = 150_000
SALEM, MONA, KARIM = "salem@noor.example", "mona@noor.example", "karim@bahr.example"
PASSWORD = "sila-demo-2026"
WIDE, PHONE = {"width": 1280, "height": 800}, {"width": 390, "height": 844}
# Name of the picture: address, language, size of the screen, and who looks.
PICTURES = {
    "accounts-ar": ("/w/noor/accounts/", "ar", WIDE, SALEM),
    "today-ar": ("/w/noor/", "ar", WIDE, SALEM),
    "plan-ar": ("/w/noor/plans/1/", "ar", WIDE, SALEM),
    "complaint-ar": ("/w/noor/complaints/17/", "ar", WIDE, SALEM),
    "loyalty-ar": ("/w/noor/loyalty/trends/", "ar", WIDE, MONA),
    "letter-ar": ("/w/noor/campaigns/templates/1/preview/", "ar", WIDE, MONA),
    "account-en": ("/w/bahr/accounts/1/", "en", WIDE, KARIM),
    "account-ar-phone": ("/w/noor/accounts/1/", "ar", PHONE, SALEM),
}


def main() -> int:
    with tempfile.TemporaryDirectory(prefix="sila-pictures-") as folder:
        port = free_port()
        sila = subprocess.Popen(
            [ROOT / "bin" / "run", "--port", str(port), "--data", folder], stdout=subprocess.PIPE, text=True
        )
        try:
            if not any(line.startswith("Ready") for line in sila.stdout):
                print("Sila did not start.", file=sys.stderr)
                return 1
            take_pictures(f"http://127.0.0.1:{port}")
        finally:
            sila.send_signal(signal.SIGINT)
            sila.wait()
    return report()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def take_pictures(site: str) -> None:
    chromium = os.environ.get("SILA_CHROMIUM") or shutil.which("chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        for name, (address, language, size, person) in PICTURES.items():
            context = browser.new_context(
                base_url=site, viewport=size, is_mobile=size is PHONE, locale=language, color_scheme="light"
            )
            page = context.new_page()
            sign_in(page, person, address, language)
            (HERE / f"{name}.png").write_bytes(shrink(page.screenshot()))
            context.close()
        browser.close()


def sign_in(page, person: str, address: str, language: str) -> None:
    page.goto(f"/auth/login/?next={address}")
    page.locator("[name=login]").fill(person)
    page.locator("[name=password]").fill(PASSWORD)
    page.locator("main [type=submit]").click()
    page.locator(".side").wait_for(state="attached")
    if page.locator("html").get_attribute("lang") != language:
        page.locator(f".top button[name=language][value={language}]").first.evaluate(
            "button => button.click()"
        )
        page.locator(f"html[lang={language}]").wait_for()
        page.goto(address)
    page.evaluate("document.fonts.ready")


def report() -> int:
    sizes = {name: (HERE / f"{name}.png").stat().st_size for name in PICTURES}
    for name, size in sizes.items():
        print(f"{name}.png  {size // 1000} kB{'  too large' if size > LARGEST_BYTES else ''}")
    return int(any(size > LARGEST_BYTES for size in sizes.values()))


if __name__ == "__main__":
    sys.exit(main())
