"""What customers open, without signing in."""

from django.urls import path

from portal.views.booking import booking, booking_calendar
from portal.views.complaint_form import complaint_form
from portal.views.consents import confirm_consent, preferences, unsubscribe_page
from portal.views.customer_complaint import complaint_file, customer_complaint
from portal.views.customer_expectations import customer_expectations
from portal.views.customer_request import customer_request
from portal.views.customer_update import customer_update
from portal.views.friend import friend
from portal.views.goals import customer_goals
from portal.views.lead import lead, lead_frame
from portal.views.letters import campaign_link, campaign_picture
from portal.views.points import customer_points, reward_picture
from portal.views.shared_file import shared_file
from portal.views.survey import survey
from portal.views.testimonial import testimonial
from portal.views.visits import take_visits

urlpatterns = [
    path("visits/", take_visits, name="take_visits"),
    path("lead/", lead, name="lead"),
    path("lead/frame/", lead_frame, name="lead_frame"),
    path("complaints/new/", complaint_form, name="complaint_form"),
    path("complaints/<str:token>/", customer_complaint, name="customer_complaint"),
    path("complaints/<str:token>/files/<int:number>/", complaint_file, name="customer_complaint_file"),
    path("friends/<str:code>/", friend, name="friend"),
    path("files/<str:token>/", shared_file, name="shared_file"),
    path("updates/<str:token>/", customer_update, name="customer_update"),
    path("book/<str:token>/", booking, name="book_meeting"),
    path("book/<str:token>/calendar/", booking_calendar, name="booked_meeting"),
    path("requests/<str:token>/", customer_request, name="customer_request"),
    path("expectations/<str:token>/", customer_expectations, name="customer_expectations"),
    path("goals/<str:token>/", customer_goals, name="customer_goals"),
    path("points/<str:token>/", customer_points, name="customer_points"),
    path("points/<str:token>/pictures/<int:number>/", reward_picture, name="customer_reward_picture"),
    path("survey/<str:token>/", survey, name="survey"),
    path("unsubscribe/<str:token>/", unsubscribe_page, name="unsubscribe"),
    path("confirm/<str:token>/", confirm_consent, name="confirm_consent"),
    path("preferences/<str:token>/", preferences, name="preferences"),
    path("k/<str:token>/", campaign_link, name="campaign_link"),
    path("o/<str:token>/", campaign_picture, name="campaign_picture"),
    path("testimonial/<str:token>/", testimonial, name="testimonial"),
]
