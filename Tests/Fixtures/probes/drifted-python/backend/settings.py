import secrets

from pydantic import Field
from pydantic_settings import BaseSettings


class Settings(BaseSettings):
    DATABASE_URL: str
    REGION: str
    PAGE_SIZE: int = 50
    SECRET_KEY: str = Field(default_factory=lambda: secrets.token_urlsafe(32))
    WEBHOOK_SECRET: str = "whsec_only_for_development"
    STRIPE_SECRET_KEY: str = "sk_test_4eC39HqLyjWDarjtT1zdp7dc"


settings = Settings()
