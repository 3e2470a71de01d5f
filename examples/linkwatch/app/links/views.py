"""A page for people, and JSON for programs that hold the token."""

import json
from hmac import compare_digest

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db import connection
from django.db.models import OuterRef, QuerySet, Subquery
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from links.models import Check, Link
from links.tasks import check_link

is_url = URLValidator(schemes=["http", "https"])


def _newest() -> QuerySet[Link]:
    """All links with what the newest check of each found."""
    newest = Check.objects.filter(link=OuterRef("pk")).order_by("-at")
    return Link.objects.annotate(
        checked_at=Subquery(newest.values("at")[:1]),
        status=Subquery(newest.values("status")[:1]),
        problem=Subquery(newest.values("problem")[:1]),
    ).order_by("url")


def _is_operator(request: HttpRequest) -> bool:
    given = request.headers.get("Authorization", "").removeprefix("Bearer ")
    return bool(settings.API_TOKEN) and compare_digest(given.encode(), settings.API_TOKEN.encode())


def _as_json(link: Link) -> dict[str, object]:
    checked = link.checked_at and link.checked_at.isoformat()
    return {"id": link.pk, "url": link.url, "checked_at": checked, "status": link.status, "problem": link.problem or ""}


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """The page."""
    return render(request, "links/index.html", {"links": _newest()})


@require_safe
def health(_request: HttpRequest) -> JsonResponse:
    """Whether requests can be served: the database answers. RabbitMQ is needed by new links alone."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except Exception as error:  # noqa: BLE001 - whatever it was, there is no database
        return JsonResponse({"status": "no database", "error": type(error).__name__}, status=503)
    return JsonResponse({"status": "ok"})


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def links(request: HttpRequest) -> JsonResponse:
    """Lists links; with the token, adds one and has it checked at once."""
    if request.method != "POST":
        return JsonResponse({"links": [_as_json(link) for link in _newest()]})
    if not _is_operator(request):
        return JsonResponse({"error": "a bearer token is needed"}, status=401)
    try:
        url = str(json.loads(request.body)["url"])
        is_url(url)
    except (ValueError, KeyError, TypeError, ValidationError):
        return JsonResponse({"error": "`url` must be an address with http or https"}, status=422)
    link, is_new = Link.objects.get_or_create(url=url)
    check_link.delay(link.pk)
    return JsonResponse({"id": link.pk, "url": link.url}, status=201 if is_new else 200)


@csrf_exempt
@require_http_methods(["GET", "HEAD", "DELETE"])
def link(request: HttpRequest, number: int) -> HttpResponse:
    """One link; with the token, deletes it."""
    found = _newest().filter(pk=number).first()
    if found is None:
        return JsonResponse({"error": "there is no such link"}, status=404)
    if request.method != "DELETE":
        return JsonResponse(_as_json(found))
    if not _is_operator(request):
        return JsonResponse({"error": "a bearer token is needed"}, status=401)
    found.delete()
    return HttpResponse(status=204)
