"""Tables."""

from django.db import models


class Link(models.Model):
    """An address that is watched."""

    url = models.URLField(max_length=2000, unique=True)
    added_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.url


class Check(models.Model):
    """What one request to a link found. No status: no answer came."""

    link = models.ForeignKey(Link, on_delete=models.CASCADE, related_name="checks")
    at = models.DateTimeField(auto_now_add=True, db_index=True)
    status = models.PositiveSmallIntegerField(null=True)
    milliseconds = models.PositiveIntegerField()
    problem = models.CharField(max_length=200, blank=True)

    class Meta:
        indexes = [models.Index(fields=["link", "-at"], name="check_newest")]

    def __str__(self) -> str:
        return f"{self.link}: {self.status or self.problem}"
