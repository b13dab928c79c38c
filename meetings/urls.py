from django.urls import path

from meetings.views import bookings, meetings

app_name = "meetings"

urlpatterns = [
    path("meetings/", meetings.meeting_list, name="list"),
    path("meetings/new/", meetings.meeting_new, name="new"),
    path("meetings/bookings/new/", bookings.booking_new, name="booking_new"),
    path("meetings/bookings/<int:number>/", bookings.booking, name="booking"),
    path("meetings/bookings/<int:number>/revocation/", bookings.revocation, name="booking_revocation"),
    path("meetings/<int:number>/", meetings.meeting, name="detail"),
    path("meetings/<int:number>/edit/", meetings.meeting_edit, name="edit"),
    path("meetings/<int:number>/cancellation/", meetings.cancellation, name="cancellation"),
    path("meetings/<int:number>/invitations/", meetings.invitations, name="invitations"),
    path("meetings/<int:number>/log/", meetings.log, name="log"),
    path("meetings/<int:number>/calendar/", meetings.meeting_calendar, name="calendar"),
]
