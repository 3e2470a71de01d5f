"""The five risk signals of Michael Gayed's papers, as plain functions of daily closing prices.

Each says "risk-on" or "risk-off" and shows the figure that decided: above zero is risk-on.
"""

import pandas as pd

SYMBOLS = ["SPY", "XLU", "WOOD", "GLD", "IEF", "TLT"]


def total_return(prices: pd.Series, days: int) -> float:
    return float(prices.iloc[-1] / prices.iloc[-1 - days] - 1)


def utilities(prices: pd.DataFrame) -> float:
    """Utilities that beat the market over 4 weeks warn of volatility."""
    return total_return(prices["SPY"], 20) - total_return(prices["XLU"], 20)


def lumber_gold(prices: pd.DataFrame) -> float:
    """Lumber, near the housing cycle, against gold, the refuge, over 13 weeks."""
    return total_return(prices["WOOD"], 65) - total_return(prices["GLD"], 65)


def treasury_curve(prices: pd.DataFrame) -> float:
    """Long bonds that beat intermediate ones over 10 days are a flight to safety."""
    return total_return(prices["IEF"], 10) - total_return(prices["TLT"], 10)


def moving_average(prices: pd.DataFrame) -> float:
    """The market above its 200-day average trends with little volatility."""
    average = prices["SPY"].rolling(200).mean().iloc[-1]
    return float(prices["SPY"].iloc[-1] / average - 1)


def complacency(prices: pd.DataFrame) -> float:
    """A VIX under 12.5 comes before surprises."""
    return float(prices["VIX"].iloc[-1] - 12.5) / 100


SIGNALS = {
    "utilities": utilities,
    "lumber-gold": lumber_gold,
    "treasury-curve": treasury_curve,
    "moving-average": moving_average,
    "complacency": complacency,
}


def evaluate(prices: pd.DataFrame) -> dict:
    """All signals and what most of them say."""
    results = []
    for name, signal in SIGNALS.items():
        value = signal(prices)
        results.append({"name": name, "value": round(value, 4), "state": "risk-on" if value > 0 else "risk-off"})
    off = sum(result["state"] == "risk-off" for result in results)
    return {"consensus": "risk-off" if off > len(results) / 2 else "risk-on", "signals": results}
