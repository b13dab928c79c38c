from django.urls import path

from sales.views import referral_verbs, referrals, testimonial_verbs, testimonials

urlpatterns = [
    path("referrals/", referrals.referral_list, name="referrals"),
    path("referrals/conversion/", referrals.conversion, name="referral_conversion"),
    path("referrals/new/", referrals.referral_new, name="referral_new"),
    path("referrals/<int:number>/", referrals.referral, name="referral"),
    path("referrals/<int:number>/edit/", referrals.referral_edit, name="referral_edit"),
    path("referrals/<int:number>/state/", referral_verbs.state, name="referral_state"),
    path("referrals/<int:number>/thanks/", referral_verbs.thanks, name="referral_thanks"),
    path("referrals/<int:number>/prospect/", referral_verbs.prospect, name="referral_prospect"),
    path("referrals/<int:number>/archiving/", referral_verbs.archiving, name="referral_archiving"),
    path("accounts/<int:number>/referrals/", referrals.of_account, name="referrals_of_account"),
    path("testimonials/", testimonials.testimonial_list, name="testimonials"),
    path("testimonials/ask/", testimonials.testimonial_ask, name="testimonial_ask"),
    path("testimonials/new/", testimonials.testimonial_new, name="testimonial_new"),
    path("testimonials/<int:number>/", testimonials.testimonial, name="testimonial"),
    path("testimonials/<int:number>/edit/", testimonials.testimonial_edit, name="testimonial_edit"),
    path("testimonials/<int:number>/declining/", testimonial_verbs.declining, name="testimonial_declining"),
    path("testimonials/<int:number>/uses/", testimonial_verbs.uses, name="testimonial_uses"),
    path(
        "testimonials/<int:number>/withdrawal/", testimonial_verbs.withdrawal, name="testimonial_withdrawal"
    ),
    path("testimonials/<int:number>/archiving/", testimonial_verbs.archiving, name="testimonial_archiving"),
    path("accounts/<int:number>/testimonials/", testimonials.of_account, name="testimonials_of_account"),
]
