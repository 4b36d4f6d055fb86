from django.urls import path

from desk import views

urlpatterns = [path("tickets", views.ask), path("assignment", views.assign)]
