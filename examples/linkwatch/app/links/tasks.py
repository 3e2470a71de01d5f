"""What workers do. Every task may run twice: a worker that is killed leaves its task to another one."""

from datetime import timedelta

from celery import shared_task
from django.utils import timezone

from links.fetch import fetch
from links.models import Check, Link

KEPT = timedelta(days=14)


@shared_task
def check_all() -> None:
    """One task for each link, so that a slow one keeps no other waiting."""
    for number in Link.objects.order_by("pk").values_list("pk", flat=True).iterator():
        check_link.delay(number)


@shared_task
def check_link(number: int) -> None:
    """Asks for one link, and keeps what was found. A link that was deleted meanwhile is skipped."""
    link = Link.objects.filter(pk=number).first()
    if link is None:
        return
    found = fetch(link.url)
    Check.objects.create(link=link, status=found.status, milliseconds=found.milliseconds, problem=found.problem)


@shared_task
def forget() -> None:
    """Deletes checks that are older than two weeks."""
    Check.objects.filter(at__lt=timezone.now() - KEPT).delete()
