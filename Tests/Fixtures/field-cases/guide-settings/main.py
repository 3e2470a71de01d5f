from fastapi import FastAPI
from core.config import settings
app = FastAPI()
@app.get("/health")
def health(): return {}
