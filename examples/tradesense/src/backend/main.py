"""The public API of TradeSense: a trade journal with plans that cost money."""

import json
import logging
import time
from decimal import Decimal

import httpx
import sentry_sdk
from fastapi import Depends, FastAPI, Header, HTTPException, Request
from fastapi.middleware.cors import CORSMiddleware
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field
from redis.exceptions import RedisError
from sqlalchemy import func, select, text, update
from sqlalchemy.exc import SQLAlchemyError

import mails
import security
from database import Session, Trade, User, engine
from settings import settings

logging.basicConfig(level=logging.DEBUG if settings.DEBUG else logging.INFO)
logging.getLogger("httpx").setLevel(logging.WARNING)
if settings.SENTRY_DSN:
    sentry_sdk.init(settings.SENTRY_DSN.get_secret_value(), environment=settings.ENVIRONMENT)

documented = settings.ENVIRONMENT != "production"
app = FastAPI(title="TradeSense", debug=settings.DEBUG, openapi_url="/openapi.json" if documented else None)
app.add_middleware(
    CORSMiddleware,
    allow_origins=settings.cors_origins,
    allow_credentials=True,
    allow_methods=["GET", "POST"],
    allow_headers=["Authorization", "Content-Type"],
)

PRICES = {"pro": settings.STRIPE_PRICE_ID_PRO, "team": settings.STRIPE_PRICE_ID_TEAM}


@app.get("/health")
def health() -> JSONResponse:
    """503 when PostgreSQL or Redis is down: a version that cannot work takes no traffic."""
    states = {"postgres": "up", "redis": "up"}
    try:
        with engine.connect() as connection:
            connection.execute(text("SELECT 1"))
    except SQLAlchemyError:
        states["postgres"] = "down"
    try:
        mails.redis.ping()
    except RedisError:
        states["redis"] = "down"
    return JSONResponse(states, status_code=200 if set(states.values()) == {"up"} else 503)


@app.get("/features")
def features() -> dict:
    return {
        "advanced_analytics": settings.FEATURE_ADVANCED_ANALYTICS,
        "ai_insights": settings.FEATURE_AI_INSIGHTS,
        "real_time_sync": settings.FEATURE_REAL_TIME_SYNC,
    }


class Login(BaseModel):
    email: str = Field(pattern=r"^[^@\s]+@[^@\s]+$", max_length=254)


@app.post("/login", status_code=202)
def login(request: Login) -> dict:
    """Mails a link that holds for ten minutes. The worker sends it."""
    until = int(time.time()) + 600
    signature = security.link_signature(request.email, until)
    mails.put(request.email, "Your link", f"/session?email={request.email}&until={until}&signature={signature}")
    return {"sent": True}


@app.get("/session")
def session(email: str, until: int, signature: str) -> dict:
    security.check_link(email, until, signature)
    with Session.begin() as database:
        user = database.scalar(select(User).where(User.email == email))
        if user is None:
            user = User(email=email)
            database.add(user)
            database.flush()
    return {"token": security.session_token(user.id)}


class NewTrade(BaseModel):
    symbol: str = Field(pattern=r"^[A-Z.]{1,12}$")
    quantity: Decimal
    price: Decimal = Field(gt=0)


@app.post("/trades", status_code=201)
def add_trade(new: NewTrade, user: int = Depends(security.current_user)) -> dict:
    with Session.begin() as database:
        trade = Trade(user_id=user, **new.model_dump())
        database.add(trade)
        database.flush()
    if settings.FEATURE_REAL_TIME_SYNC:
        mails.redis.publish(f"trades:{user}", new.model_dump_json())
    return {"id": trade.id}


@app.get("/analytics")
def analytics(user: int = Depends(security.current_user)) -> list[dict]:
    """Quantity and mean price of each symbol."""
    if not settings.FEATURE_ADVANCED_ANALYTICS:
        raise HTTPException(404, "not available yet")
    columns = (Trade.symbol, func.sum(Trade.quantity), func.avg(Trade.price))
    with Session() as database:
        rows = database.execute(select(*columns).where(Trade.user_id == user).group_by(Trade.symbol)).all()
    results = [{"symbol": symbol, "quantity": quantity, "mean_price": price} for symbol, quantity, price in rows]
    if settings.FEATURE_AI_INSIGHTS:
        for result in results:
            result["insight"] = "net long" if result["quantity"] > 0 else "flat or net short"
    return results


@app.post("/billing/{plan}")
def checkout(plan: str, user: int = Depends(security.current_user)) -> dict:
    """Where to pay for a plan. Stripe tells the webhook when it is paid."""
    if plan not in PRICES:
        raise HTTPException(404, "no such plan")
    if settings.STRIPE_SECRET_KEY is None:
        raise HTTPException(503, "payments are off in this environment")
    form = {
        "mode": "subscription",
        "line_items[0][price]": PRICES[plan],
        "line_items[0][quantity]": "1",
        "client_reference_id": str(user),
        "metadata[plan]": plan,
        "success_url": settings.cors_origins[0],
    }
    try:
        answer = httpx.post(
            "https://api.stripe.com/v1/checkout/sessions",
            data=form,
            auth=(settings.STRIPE_SECRET_KEY.get_secret_value(), ""),
            timeout=20,
        )
        return {"url": answer.raise_for_status().json()["url"]}
    except httpx.HTTPError as reason:
        raise HTTPException(502, "Stripe did not answer") from reason


@app.post("/webhooks/stripe")
async def paid(request: Request, stripe_signature: str = Header("")) -> dict:
    payload = await request.body()
    security.check_stripe(payload, stripe_signature)
    event = json.loads(payload)
    if event["type"] == "checkout.session.completed":
        order = event["data"]["object"]
        with Session.begin() as database:
            change = update(User).where(User.id == int(order["client_reference_id"]))
            database.execute(change.values(plan=order["metadata"]["plan"]))
    return {"received": True}
