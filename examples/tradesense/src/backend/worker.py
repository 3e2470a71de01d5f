"""Sends the mails that the backend queues. Stops between two mails when it is told to."""

import logging
import signal
import smtplib
import threading
import time
from email.message import EmailMessage

from redis.exceptions import RedisError

import mails
from settings import settings

logging.basicConfig(level=logging.DEBUG if settings.DEBUG else logging.INFO)
log = logging.getLogger("worker")
stopping = threading.Event()


def send(mail: dict) -> None:
    if settings.SMTP_PASSWORD is None:
        log.info("not sent in %s: %s to %s", settings.ENVIRONMENT, mail["subject"], mail["to"])
        return
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = settings.FROM_EMAIL, mail["to"], mail["subject"]
    message.set_content(mail["text"])
    with smtplib.SMTP(settings.SMTP_HOST, settings.SMTP_PORT, timeout=20) as server:
        server.starttls()
        server.login(settings.SMTP_USER, settings.SMTP_PASSWORD.get_secret_value())
        server.send_message(message)


def main() -> None:
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stopping.set())
    log.info("waiting for mails")
    while not stopping.is_set():
        try:
            mail = mails.take(2)
        except RedisError:
            log.warning("redis is down; trying again")
            time.sleep(1)
            continue
        if mail is None:
            continue
        try:
            send(mail)
        except (OSError, smtplib.SMTPException):
            log.exception("a mail could not be sent; it goes back to the queue")
            mails.put(**mail)
            stopping.wait(5)
    log.info("stopped")


if __name__ == "__main__":
    main()
