"""Routes of the widget's scripts and of its studio."""

from django.urls import path

from widget.pages import views

urlpatterns = [
    path("widget.js", views.script_file, {"name": "widget"}),
    path("widget/<path:name>.js", views.script_file),
    path("widget/studio", views.studio),
    path("widget/studio/preview", views.preview),
]
