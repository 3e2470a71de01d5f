"""Daily closing prices: live from the providers, or a sample that is the same on every machine."""

import math
import os
from datetime import date, timedelta

import pandas as pd
import requests

from signals import SYMBOLS

TIINGO_API_KEY = os.environ["TIINGO_API_KEY"]
ALPHA_VANTAGE_KEY = os.environ["ALPHA_VANTAGE_KEY"]
FRED_KEY = os.environ["FRED_KEY"]

TIMEOUT = (3, 10)


def get(url: str, **options) -> requests.Response:
    answer = requests.get(url, timeout=TIMEOUT, **options)
    answer.raise_for_status()
    return answer


def tiingo(symbol: str, start: date) -> pd.Series:
    rows = get(
        f"https://api.tiingo.com/tiingo/daily/{symbol}/prices",
        params={"startDate": start.isoformat()},
        headers={"Authorization": f"Token {TIINGO_API_KEY}"},
    ).json()
    return pd.Series({row["date"][:10]: row["adjClose"] for row in rows}, name=symbol)


def alpha_vantage(symbol: str, start: date) -> pd.Series:
    days = get(
        "https://www.alphavantage.co/query",
        params={
            "function": "TIME_SERIES_DAILY",
            "symbol": symbol,
            "outputsize": "full",
            "apikey": ALPHA_VANTAGE_KEY,
        },
    ).json()["Time Series (Daily)"]
    recent = {day: float(row["4. close"]) for day, row in days.items() if day >= start.isoformat()}
    return pd.Series(recent, name=symbol)


def fred(series: str, start: date, name: str) -> pd.Series:
    rows = get(
        "https://api.stlouisfed.org/fred/series/observations",
        params={
            "series_id": series,
            "observation_start": start.isoformat(),
            "file_type": "json",
            "api_key": FRED_KEY,
        },
    ).json()["observations"]
    return pd.Series({row["date"]: float(row["value"]) for row in rows if row["value"] != "."}, name=name)


def live() -> pd.DataFrame:
    """About 400 days of all symbols and the VIX. Alpha Vantage stands in where Tiingo does not answer."""
    start = date.today() - timedelta(days=400)
    columns = []
    for symbol in SYMBOLS:
        try:
            columns.append(tiingo(symbol, start))
        except (requests.RequestException, LookupError, ValueError):
            columns.append(alpha_vantage(symbol, start))
    columns.append(fred("VIXCLS", start, "VIX"))
    return pd.concat(columns, axis=1).sort_index().ffill().dropna()


def sample() -> pd.DataFrame:
    """260 trading days of smooth curves, each with its own trend and period."""
    days = pd.bdate_range(end="2026-01-02", periods=260)

    def curve(number: int) -> list[float]:
        return [
            100 * math.exp(0.0004 * (number - 2) * day + 0.03 * math.sin(day / (11 + 3 * number)))
            for day in range(len(days))
        ]

    columns = {symbol: curve(number) for number, symbol in enumerate(SYMBOLS)}
    columns["VIX"] = [16 + 4 * math.sin(day / 17) for day in range(len(days))]
    return pd.DataFrame(columns, index=days.strftime("%Y-%m-%d"))
