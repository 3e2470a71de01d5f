"""Tokens of sessions, signed links, and the signature of Stripe's webhooks."""

import hashlib
import hmac
import time
from datetime import UTC, datetime, timedelta

import jwt
from fastapi import Header, HTTPException

from settings import settings


def session_token(user: int) -> str:
    expires = datetime.now(UTC) + timedelta(minutes=settings.ACCESS_TOKEN_EXPIRE_MINUTES)
    claims = {"sub": str(user), "exp": expires}
    return jwt.encode(claims, settings.JWT_SECRET_KEY.get_secret_value(), settings.JWT_ALGORITHM)


def current_user(authorization: str = Header("")) -> int:
    """The user whose token the request carries."""
    try:
        token = authorization.removeprefix("Bearer ")
        key = settings.JWT_SECRET_KEY.get_secret_value()
        return int(jwt.decode(token, key, [settings.JWT_ALGORITHM], options={"require": ["sub", "exp"]})["sub"])
    except (jwt.InvalidTokenError, ValueError) as reason:
        raise HTTPException(401, "a valid bearer token is needed") from reason


def link_signature(email: str, until: int) -> str:
    return hexmac(settings.SECRET_KEY.get_secret_value(), f"{email}.{until}".encode())


def check_link(email: str, until: int, signature: str) -> None:
    same = hmac.compare_digest(signature.encode(), link_signature(email, until).encode())
    if not same or until < time.time():
        raise HTTPException(400, "the link is not valid any more")


def check_stripe(payload: bytes, header: str) -> None:
    """Stripe-Signature is `t=<time>,v1=<HMAC-SHA256 of time.payload>`; older than five minutes is a replay."""
    if settings.STRIPE_WEBHOOK_SECRET is None:
        raise HTTPException(503, "payments are off in this environment")
    fields = dict(field.split("=", 1) for field in header.split(",") if "=" in field)
    at, given = fields.get("t", ""), fields.get("v1", "")
    expected = hexmac(settings.STRIPE_WEBHOOK_SECRET.get_secret_value(), at.encode() + b"." + payload)
    fresh = at.isdecimal() and abs(time.time() - int(at)) < 300
    if not fresh or not hmac.compare_digest(given.encode(), expected.encode()):
        raise HTTPException(400, "the signature does not fit")


def hexmac(key: str, text: bytes) -> str:
    return hmac.new(key.encode(), text, hashlib.sha256).hexdigest()
