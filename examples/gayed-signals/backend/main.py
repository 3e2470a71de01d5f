"""The public API of Gayed Signals: keeps what the signals said, serves it fast, explains it."""

import asyncio
import hashlib
import hmac
import json
import logging
from contextlib import asynccontextmanager

import httpx
import jwt
from fastapi import Depends, FastAPI, Header, HTTPException
from fastapi.middleware.cors import CORSMiddleware
from fastapi.responses import JSONResponse
from redis.asyncio import BlockingConnectionPool, Redis
from redis.asyncio.retry import Retry
from redis.backoff import ExponentialBackoff
from redis.exceptions import RedisError
from sqlalchemy import select, text

import config
import providers
from database import Session, Snapshot, engine

logging.basicConfig(level=config.LOG_LEVEL.upper())
for name in ("httpx", "httpcore"):
    logging.getLogger(name).setLevel(logging.WARNING)  # they log addresses, and some addresses hold a key
log = logging.getLogger("gayed-signals")

# A pool of its own gets no retries: after a restart of Redis each kept connection would fail once.
cache = Redis(
    connection_pool=BlockingConnectionPool.from_url(
        config.REDIS_URL, max_connections=config.REDIS_POOL_SIZE, timeout=5, socket_connect_timeout=3, socket_timeout=3,
        retry=Retry(ExponentialBackoff(cap=0.2, base=0.02), 2),
    )
)
web = httpx.AsyncClient(timeout=providers.TIMEOUT)


@asynccontextmanager
async def lifespan(_: FastAPI):
    log.info("starting in %s", config.ENVIRONMENT)
    yield
    await web.aclose()
    await cache.aclose()
    await engine.dispose()


# The interactive documentation is for developers, not for the public.
documented = config.ENVIRONMENT != "production"
app = FastAPI(title="Gayed Signals", lifespan=lifespan, openapi_url="/openapi.json" if documented else None)
app.add_middleware(
    CORSMiddleware, allow_origins=config.ALLOWED_ORIGINS, allow_methods=["GET", "POST"], allow_headers=["Authorization"]
)


async def postgres_answers() -> None:
    async with engine.connect() as connection:
        await connection.execute(text("SELECT 1"))


@app.get("/health")
async def health() -> JSONResponse:
    """503 when PostgreSQL or Redis is down. Providers do not count: their outage must not stop a deploy."""
    names = ("postgres", "redis")
    results = await asyncio.gather(
        asyncio.wait_for(postgres_answers(), 3), asyncio.wait_for(cache.ping(), 3), return_exceptions=True
    )
    states = {n: "down" if isinstance(r, BaseException) else "up" for n, r in zip(names, results, strict=True)}
    return JSONResponse(states, status_code=200 if set(states.values()) == {"up"} else 503)


async def operator(authorization: str = Header("")) -> str:
    """The subject of a bearer token signed with JWT_SECRET."""
    try:
        token = authorization.removeprefix("Bearer ")
        return jwt.decode(token, config.JWT_SECRET, algorithms=["HS256"], options={"require": ["sub", "exp"]})["sub"]
    except jwt.InvalidTokenError as reason:
        raise HTTPException(401, f"a valid bearer token is needed: {reason}") from reason


@app.post("/signals", status_code=201)
async def take_snapshot(source: str = "live", who: str = Depends(operator)) -> dict:
    """Has the signals computed now and keeps them. `source=sample` needs no data provider."""
    try:
        answer = await web.get(f"{config.BACKTRADER_URL}/signals", params={"source": source}, timeout=60)
        result = answer.raise_for_status().json()
    except httpx.HTTPError as reason:
        raise HTTPException(502, "the analysis service did not answer") from reason
    async with Session.begin() as session:
        snapshot = Snapshot(source=source, consensus=result["consensus"], signals=result["signals"])
        session.add(snapshot)
        await session.flush()
        await session.refresh(snapshot)
        kept = snapshot.as_dict()
    try:
        await cache.delete("signals:latest")
    except RedisError:
        log.warning("the cache is down; the old snapshot may be served for a minute")
    log.info("snapshot %d by %s", kept["id"], who)
    return kept


@app.get("/signals/latest")
async def latest() -> dict:
    """The newest snapshot, from Redis while it is fresh."""
    try:
        if cached := await cache.get("signals:latest"):
            return json.loads(cached)
    except RedisError:
        log.warning("the cache is down; asking the database")
    async with Session() as session:
        snapshot = await session.scalar(select(Snapshot).order_by(Snapshot.id.desc()).limit(1))
    if snapshot is None:
        raise HTTPException(404, "no snapshot yet: POST /signals takes one")
    result = snapshot.as_dict()
    result["link"] = f"/shared/{snapshot.id}/{signature(snapshot.id)}"
    try:
        await cache.set("signals:latest", json.dumps(result), ex=60)
    except RedisError:
        log.warning("the cache is down; not keeping the snapshot")
    return result


def signature(snapshot: int) -> str:
    return hmac.new(config.SECRET_KEY.encode(), str(snapshot).encode(), hashlib.sha256).hexdigest()[:32]


@app.get("/shared/{snapshot}/{signed}")
async def shared(snapshot: int, signed: str) -> dict:
    """One snapshot for whoever has its signed link, with a sentence in plain words."""
    if not hmac.compare_digest(signed.encode(), signature(snapshot).encode()):
        raise HTTPException(404, "no such snapshot")
    async with Session() as session:
        found = await session.get(Snapshot, snapshot)
    if found is None:
        raise HTTPException(404, "no such snapshot")
    return found.as_dict() | {"summary": await providers.summary(web, found.as_dict())}


@app.get("/prices/{symbol}")
async def price(symbol: str) -> dict:
    return await asked(providers.last_price(web, symbol.upper()))


@app.get("/macro")
async def macro() -> dict:
    return await asked(providers.macro(web))


async def asked(question) -> dict:
    try:
        return await question
    except (httpx.HTTPError, LookupError, ValueError) as reason:
        raise HTTPException(502, "the data provider did not answer") from reason
