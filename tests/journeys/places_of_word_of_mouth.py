"""Pages of referrals and testimonials, and the one on which a customer gives one."""

from tests.journeys.house_of_word_of_mouth import ASKED, DECLINED, GIVEN, recommend
from tests.journeys.places import Place, save_nothing

FURNISH = [recommend]


def at_word_of_mouth():
    yield Place("/w/noor/referrals/")
    yield Place("/w/noor/referrals/conversion/")
    yield Place("/w/noor/referrals/1/")
    yield Place("/w/noor/referrals/2/", who="reem")
    yield Place("/w/noor/referrals/new/")
    yield Place("/w/noor/referrals/new/?account=1", act=save_nothing)
    yield Place("/w/noor/referrals/2/edit/")
    yield Place("/w/noor/testimonials/")
    yield Place("/w/noor/testimonials/1/")
    yield Place("/w/noor/testimonials/2/", who="reem")
    yield Place("/w/noor/testimonials/1/edit/")
    yield Place("/w/noor/testimonials/3/")
    yield Place("/w/noor/testimonials/4/")
    yield Place("/w/noor/testimonials/ask/?account=1")
    yield Place("/w/noor/testimonials/new/?account=1", act=save_nothing)
    for token in (ASKED, DECLINED, GIVEN):
        yield Place(f"/p/noor/testimonial/{token}/", who="")


WALKS = [at_word_of_mouth]
