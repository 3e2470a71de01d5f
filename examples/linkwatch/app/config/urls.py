"""Addresses."""

from django.urls import path

from links import views

urlpatterns = [
    path("", views.index),
    path("health/", views.health),
    path("api/links", views.links),
    path("api/links/<int:number>", views.link),
]
