"""The analysis service: private, stateless, computes on request."""

import logging
import os

import requests
from flask import Flask, jsonify, request

import prices
import signals

logging.basicConfig(level=os.environ["LOG_LEVEL"].upper())
logging.getLogger("urllib3").setLevel(logging.WARNING)  # it logs addresses, and some addresses hold a key
app = Flask(__name__)

SOURCES = {"live": prices.live, "sample": prices.sample}


@app.get("/health")
def health():
    """Whether the service can compute: the sample goes through all signals."""
    return jsonify(status="up", signals=len(signals.evaluate(prices.sample())["signals"]))


@app.get("/signals")
def all_signals():
    return with_prices(signals.evaluate)


@app.get("/ratio")
def ratio():
    """The ratio of two symbols and its 50-day average, for the chart of the frontend."""
    over, under = request.args.get("over", "XLU"), request.args.get("under", "SPY")
    if not {over, under} <= set(signals.SYMBOLS):
        return jsonify(error=f"known symbols: {', '.join(signals.SYMBOLS)}"), 400

    def series(frame):
        line = frame[over] / frame[under]
        average = line.rolling(50).mean()
        return {
            "days": list(line.index),
            "ratio": [round(value, 5) for value in line],
            "average": [None if value != value else round(value, 5) for value in average],
        }

    return with_prices(series)


def with_prices(compute):
    source = request.args.get("source", "live")
    if source not in SOURCES:
        return jsonify(error=f"known sources: {', '.join(SOURCES)}"), 400
    try:
        frame = SOURCES[source]()
    except (requests.RequestException, LookupError, ValueError) as reason:
        # The kind only: the text of the exception shows the address, and the address holds the key.
        app.logger.warning("no prices: %s", type(reason).__name__)
        return jsonify(error="the data providers did not answer"), 502
    return jsonify(compute(frame))
