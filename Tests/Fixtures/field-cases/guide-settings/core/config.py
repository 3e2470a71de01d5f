# core/config.py
import os
from typing import List, Optional
from pydantic import BaseSettings, validator
import secrets

class Settings(BaseSettings):
    """Production-ready settings with validation"""

    # Environment
    ENVIRONMENT: str = "production"
    DEBUG: bool = False

    # Security
    SECRET_KEY: str = secrets.token_urlsafe(32)
    JWT_SECRET_KEY: str = secrets.token_urlsafe(32)
    JWT_ALGORITHM: str = "HS256"
    ACCESS_TOKEN_EXPIRE_MINUTES: int = 30

    # Database
    DATABASE_URL: str

    @validator("DATABASE_URL", pre=True)
    def fix_postgres_url(cls, v: str) -> str:
        """Fix Railway's postgres:// to postgresql://"""
        if v and v.startswith("postgres://"):
            return v.replace("postgres://", "postgresql://", 1)
        return v

    # Redis
    REDIS_URL: Optional[str] = None

    # CORS
    CORS_ORIGINS_STR: str = ""

    @property
    def CORS_ORIGINS(self) -> List[str]:
        return [origin.strip() for origin in self.CORS_ORIGINS_STR.split(",") if origin.strip()]

    # Stripe
    STRIPE_SECRET_KEY: Optional[str] = None
    STRIPE_WEBHOOK_SECRET: Optional[str] = None
    STRIPE_PRICE_ID_PRO: Optional[str] = None
    STRIPE_PRICE_ID_TEAM: Optional[str] = None

    # Email
    SMTP_HOST: Optional[str] = None
    SMTP_PORT: int = 587
    SMTP_USER: Optional[str] = None
    SMTP_PASSWORD: Optional[str] = None
    FROM_EMAIL: str = "noreply@tradesense.ai"

    # Monitoring
    SENTRY_DSN: Optional[str] = None

    # Railway specific
    RAILWAY_ENVIRONMENT: Optional[str] = None
    RAILWAY_PROJECT_ID: Optional[str] = None
    RAILWAY_SERVICE_ID: Optional[str] = None

    class Config:
        case_sensitive = True
        env_file = ".env"

# Create global instance
settings = Settings()
