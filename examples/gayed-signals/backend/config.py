"""Everything that the environment tells the backend. A required variable that is missing stops the start."""

import os

# Who and where.
ENVIRONMENT = os.environ["ENVIRONMENT"]
LOG_LEVEL = os.environ["LOG_LEVEL"]
ALLOWED_ORIGINS = os.environ["ALLOWED_ORIGINS"].split(",")

# Neighbours.
DATABASE_URL = os.environ["DATABASE_URL"]
REDIS_URL = os.environ["REDIS_URL"]
BACKTRADER_URL = os.environ["BACKTRADER_URL"]

# How many connections one process may hold; infracc adds them up for all processes and replicas.
DB_POOL_SIZE = int(os.environ["DB_POOL_SIZE"])
DB_MAX_OVERFLOW = int(os.environ["DB_MAX_OVERFLOW"])
REDIS_POOL_SIZE = int(os.environ["REDIS_POOL_SIZE"])

# SECRET_KEY signs links that may be passed on, JWT_SECRET the tokens of operators.
SECRET_KEY = os.environ["SECRET_KEY"]
JWT_SECRET = os.environ["JWT_SECRET"]

# Data providers.
TIINGO_API_KEY = os.environ["TIINGO_API_KEY"]
ALPHA_VANTAGE_KEY = os.environ["ALPHA_VANTAGE_KEY"]
FRED_KEY = os.environ["FRED_KEY"]
BUREAU_OF_STATISTIC_KEY = os.environ["BUREAU_OF_STATISTIC_KEY"]

# Optional: without either, summaries are written by a template.
OPENAI_API_KEY = os.environ.get("OPENAI_API_KEY")
ANTHROPIC_API_KEY = os.environ.get("ANTHROPIC_API_KEY")
