from fastapi import FastAPI
import os
app = FastAPI()
os.environ["DATABASE_URL"]
