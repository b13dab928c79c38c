from django.urls import path

from complaints.views import overview

urlpatterns = [
    path("complaints/board/", overview.board, name="board"),
    path("complaints/load/", overview.load, name="load"),
    path("complaints/<int:number>/move/", overview.move, name="move"),
]
