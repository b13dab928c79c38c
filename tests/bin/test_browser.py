import pytest
from house import browser
from house.trouble import Trouble


@pytest.fixture
def nowhere(monkeypatch):
    """A machine without Chromium, and nobody who could install it."""
    monkeypatch.delenv("SILA_CHROMIUM", raising=False)
    monkeypatch.setattr(browser.shutil, "which", lambda name: None)


@pytest.mark.usefixtures("nowhere")
def test_a_whole_run_without_chromium_says_what_to_install():
    with pytest.raises(Trouble, match="install it \\(apt-get install chromium\\)"):
        browser.find(needed=True)


@pytest.mark.usefixtures("nowhere")
def test_named_tests_run_without_chromium():
    assert browser.find(needed=False) == ""


def test_a_browser_of_ones_own_is_taken(monkeypatch):
    monkeypatch.setenv("SILA_CHROMIUM", "/opt/chromium")
    assert browser.find(needed=True) == "/opt/chromium"
