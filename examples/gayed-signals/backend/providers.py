"""What others know: last prices, macro figures, and a sentence in plain words."""

import httpx

import config

TIMEOUT = httpx.Timeout(10)


async def last_price(client: httpx.AsyncClient, symbol: str) -> dict:
    """The last price of a symbol: Tiingo's, or Alpha Vantage's when Tiingo does not answer."""
    try:
        answer = await client.get(
            f"https://api.tiingo.com/iex/{symbol}", headers={"Authorization": f"Token {config.TIINGO_API_KEY}"}
        )
        answer.raise_for_status()
        return {"symbol": symbol, "price": answer.json()[0]["last"], "from": "tiingo"}
    except (httpx.HTTPError, LookupError, ValueError):
        answer = await client.get(
            "https://www.alphavantage.co/query",
            params={"function": "GLOBAL_QUOTE", "symbol": symbol, "apikey": config.ALPHA_VANTAGE_KEY},
        )
        answer.raise_for_status()
        return {"symbol": symbol, "price": float(answer.json()["Global Quote"]["05. price"]), "from": "alphavantage"}


async def macro(client: httpx.AsyncClient) -> dict:
    """The slope of the yield curve (FRED, T10Y2Y) and the unemployment rate (BLS, LNS14000000)."""
    curve = await client.get(
        "https://api.stlouisfed.org/fred/series/observations",
        params={
            "series_id": "T10Y2Y",
            "sort_order": "desc",
            "limit": 1,
            "file_type": "json",
            "api_key": config.FRED_KEY,
        },
    )
    curve.raise_for_status()
    jobs = await client.post(
        "https://api.bls.gov/publicAPI/v2/timeseries/data/",
        json={"seriesid": ["LNS14000000"], "latest": True, "registrationkey": config.BUREAU_OF_STATISTIC_KEY},
    )
    jobs.raise_for_status()
    return {
        "yield_curve": float(curve.json()["observations"][0]["value"]),
        "unemployment": float(jobs.json()["Results"]["series"][0]["data"][0]["value"]),
    }


async def summary(client: httpx.AsyncClient, snapshot: dict) -> str:
    """One sentence about a snapshot, by the model whose key is set, else by a template."""
    off = [signal["name"] for signal in snapshot["signals"] if signal["state"] == "risk-off"]
    plain = f"Consensus {snapshot['consensus']}: {len(off)} of {len(snapshot['signals'])} signals are risk-off."
    question = f"Explain to an investor in one sentence: {plain} Risk-off are: {', '.join(off) or 'none'}."
    messages = [{"role": "user", "content": question}]
    try:
        if config.ANTHROPIC_API_KEY:
            answer = await client.post(
                "https://api.anthropic.com/v1/messages",
                headers={"x-api-key": config.ANTHROPIC_API_KEY, "anthropic-version": "2023-06-01"},
                json={"model": "claude-3-5-haiku-latest", "max_tokens": 200, "messages": messages},
            )
            return answer.raise_for_status().json()["content"][0]["text"]
        if config.OPENAI_API_KEY:
            answer = await client.post(
                "https://api.openai.com/v1/chat/completions",
                headers={"Authorization": f"Bearer {config.OPENAI_API_KEY}"},
                json={"model": "gpt-4o-mini", "max_tokens": 200, "messages": messages},
            )
            return answer.raise_for_status().json()["choices"][0]["message"]["content"]
    except (httpx.HTTPError, LookupError, ValueError):
        pass
    return plain
