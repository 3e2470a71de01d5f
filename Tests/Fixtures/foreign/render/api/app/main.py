import os

from fastapi import FastAPI

app = FastAPI()
ORDERS_URL = os.getenv("ORDERS_URL", "postgresql://orders:u7Tq9xPw2Lm4@db.shop.test/orders")


@app.get("/health")
def health():
    return {"ok": True}
