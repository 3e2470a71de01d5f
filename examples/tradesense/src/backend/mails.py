"""The list in Redis by which the backend hands mails to the worker."""

import json

from redis import Redis

from settings import settings

NAME = "mails"
redis = Redis.from_url(settings.REDIS_URL.get_secret_value(), socket_connect_timeout=3, socket_timeout=10)


def put(to: str, subject: str, text: str) -> None:
    redis.rpush(NAME, json.dumps({"to": to, "subject": subject, "text": text}))


def take(seconds: int) -> dict | None:
    """The next mail, or None when none came within the time."""
    item = redis.blpop([NAME], timeout=seconds)
    return json.loads(item[1]) if item else None
