"""Everything that the environment tells the backend, the worker and the backup job.

No default stands in for a value that deployments differ in: a variable that is missing stops the start.
"""

from pydantic import SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    # A report about a missing variable must not show the others.
    model_config = SettingsConfigDict(hide_input_in_errors=True)

    # Who and where.
    ENVIRONMENT: str
    DEBUG: bool
    CORS_ORIGINS_STR: str

    # Stores, and how many connections one process may hold to PostgreSQL.
    DATABASE_URL: SecretStr
    DB_POOL_SIZE: int
    DB_MAX_OVERFLOW: int
    REDIS_URL: SecretStr

    # SECRET_KEY signs links in mails, JWT_SECRET_KEY the tokens of sessions.
    SECRET_KEY: SecretStr
    JWT_SECRET_KEY: SecretStr
    JWT_ALGORITHM: str
    ACCESS_TOKEN_EXPIRE_MINUTES: int

    # Payments. Without the keys, as in previews, nothing can be bought.
    STRIPE_SECRET_KEY: SecretStr | None = None
    STRIPE_WEBHOOK_SECRET: SecretStr | None = None
    STRIPE_PRICE_ID_PRO: str
    STRIPE_PRICE_ID_TEAM: str

    # Mail. Without a password it is logged, not sent.
    SMTP_HOST: str
    SMTP_PORT: int
    SMTP_USER: str
    SMTP_PASSWORD: SecretStr | None = None
    FROM_EMAIL: str

    SENTRY_DSN: SecretStr | None = None

    FEATURE_ADVANCED_ANALYTICS: bool
    FEATURE_AI_INSIGHTS: bool
    FEATURE_REAL_TIME_SYNC: bool

    @property
    def cors_origins(self) -> list[str]:
        return [origin for origin in self.CORS_ORIGINS_STR.split(",") if origin]


settings = Settings()
