"""Pages of what customers say of us: on social media, and asked for."""

from tests.journeys.house_of_answers import (
    SURVEY_ANSWERED,
    SURVEY_ASKED,
    ask_for_opinions,
    be_talked_about,
    bring_mentions,
)
from tests.journeys.places import Place, save_nothing

FURNISH = [be_talked_about, ask_for_opinions, bring_mentions]


def make_a_hook(visitor):
    visitor.page.locator("form[action$='/hook/'] .btn").first.click()
    visitor.page.locator("#hook-address").wait_for()


def answer_nothing(visitor):
    visitor.page.locator("form:has(fieldset) .btn-primary").click()
    visitor.page.locator("[role=alert]").first.wait_for()


def on_social_media():
    yield Place("/w/noor/social/?view=all")
    yield Place("/w/noor/social/?state=waiting&view=all", who="reem")
    yield Place("/w/noor/social/?q=nothing")
    yield Place("/w/noor/social/new/")
    yield Place("/w/noor/social/new/", act=save_nothing)
    yield Place("/w/noor/social/1/")
    yield Place("/w/noor/social/2/")
    yield Place("/w/noor/social/1/edit/")
    yield Place("/w/noor/social/reputation/")
    yield Place("/w/noor/social/reputation/?from=2020-01-01", who="reem")
    yield Place("/w/noor/social/posts/")
    yield Place("/w/noor/social/posts/1/")
    yield Place("/w/noor/social/posts/2/", who="reem")
    yield Place("/w/noor/social/posts/1/edit/")
    yield Place("/w/noor/social/posts/new/")
    yield Place("/w/noor/social/posts/new/", act=save_nothing)
    yield Place("/w/noor/social/import/")
    yield Place("/w/noor/social/import/", act=save_nothing)
    yield Place("/w/noor/social/mention-imports/1/")
    yield Place("/w/noor/social/mention-imports/2/")
    yield Place("/w/noor/settings/social/")
    yield Place("/w/noor/settings/social/", act=make_a_hook)
    yield Place("/w/noor/accounts/1/")
    yield Place("/w/noor/accounts/1/linked/")


def write_no_survey(visitor):
    """Beside the ready ones, each of which has a button of its own."""
    visitor.page.locator("#content form[data-guard] .btn[type=submit]").first.click()
    visitor.page.locator(".invalid-feedback, [role=alert]").filter(visible=True).first.wait_for()


def in_surveys():
    yield Place("/w/noor/surveys/")
    yield Place("/w/noor/surveys/1/")
    yield Place("/w/noor/surveys/1/", who="reem")
    yield Place("/w/noor/surveys/2/")
    yield Place("/w/noor/surveys/2/questions/new/", act=save_nothing)
    yield Place("/w/noor/surveys/2/questions/4/")
    yield Place("/w/noor/surveys/new/", act=write_no_survey)
    yield Place("/w/noor/surveys/1/edit/")
    yield Place("/w/noor/surveys/1/preview/?language=en")
    yield Place("/w/noor/surveys/1/invitations/")
    yield Place("/w/noor/surveys/answered/1/")
    yield Place("/w/noor/surveys/by-themselves/")
    yield Place("/w/noor/surveys/by-themselves/1/")
    yield Place("/w/noor/surveys/by-themselves/1/", who="reem")
    yield Place("/w/noor/surveys/by-themselves/new/", act=save_nothing)
    yield Place("/w/noor/surveys/by-themselves/1/edit/")
    yield Place("/w/noor/surveys/remarks/")
    yield Place("/w/noor/surveys/remarks/?closed=1", who="reem")
    yield Place("/w/noor/surveys/remarks/1/")
    yield Place("/w/noor/surveys/remarks/1/reply/")
    yield Place("/w/noor/surveys/remarks/1/closure/", act=save_nothing)
    yield Place("/w/noor/surveys/remarks/1/owner/")
    yield Place("/w/noor/accounts/1/satisfaction/")
    yield Place("/w/noor/surveys/sending/?account=1")
    yield Place("/w/noor/settings/surveys/")
    yield Place(f"/p/noor/survey/{SURVEY_ASKED}/", who="")
    yield Place(f"/p/noor/survey/{SURVEY_ASKED}/", who="", act=answer_nothing)
    yield Place(f"/p/noor/survey/{SURVEY_ANSWERED}/", who="")
    yield Place("/p/noor/survey/nothing/", who="", status=404)
    yield Place("/w/noor/contacts/1/")


WALKS = [on_social_media, in_surveys]
