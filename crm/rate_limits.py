"""How often one address may do what needs no sign-in. Amount/period/whose, as allauth reads it."""

# Guesses of passwords are counted by django-axes alone; "login" only slows down floods from one address.
RATE_LIMITS = {
    "login": "60/m/ip",
    "login_failed": None,
    "manage_email": "10/h/user",
    "open_shared_file": "30/m/ip",
    "answer_request": "20/m/ip",
    "book_meeting": "20/m/ip",
    "social_hook": "120/m/ip",
    "answer_update": "30/m/ip",
    "answer_goals": "30/m/ip",
    "answer_survey": "30/m/ip",
    "give_testimonial": "30/m/ip",
    "answer_expectations": "20/m/ip",
    "answer_complaint": "20/m/ip",
    "choose_consents": "30/m/ip",
    "redeem_points": "20/m/ip",
    "send_complaint": "10/m/ip,60/h/ip",
    "complaints_of_workspace": "300/h/key",
    "send_friend": "10/m/ip,60/h/ip",
    "friends_of_workspace": "300/h/key",
    "send_visits": "1200/m/ip",
    "visits_of_key": "600/m/key",
    "send_lead": "10/m/ip,60/h/ip",
    "leads_of_workspace": "300/h/key",
}
