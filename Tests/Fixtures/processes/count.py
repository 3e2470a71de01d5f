"""Starts each command line of stdin and counts the processes that run the application.

Reads one JSON object with `lines` (texts), `expected` (numbers) and prints a JSON list with the numbers.
A process that imports the application, or is started to run its tasks, leaves a file with its number. The workers of
Celery take tasks that never end from a RabbitMQ, where each line has a virtual host; it uses its usual ports, so the
caller runs this in a network of its own.
"""

import base64
import concurrent.futures
import contextlib
import hashlib
import json
import os
import pathlib
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator

from celery import Celery

MODULES = {
    "web.py": """
import marks
marks.leave()
async def app(scope, receive, send):
    if scope["type"] == "lifespan":
        while True:
            message = await receive()
            await send({"type": message["type"] + ".complete"})
            if message["type"].endswith("shutdown"):
                return
""",
    "plain.py": """
import marks
marks.leave()
def app(environ, start_response):
    start_response("200 OK", [])
    return [b""]
""",
    "tasks.py": """
import os, sys, time
import marks
from celery import Celery
from celery.signals import worker_process_init, worker_ready
app = Celery("tasks", broker=os.environ["BROKER"])
@app.task
def wait():
    time.sleep(600)
if "beat" in sys.argv:
    marks.leave()
@worker_process_init.connect
def started(**_):
    marks.leave()
@worker_ready.connect
def ready(sender, **_):
    # Other pools than prefork work in the process itself.
    if "prefork" not in type(sender.pool).__module__:
        marks.leave()
""",
    "jobs.py": """
import marks
import dramatiq
from dramatiq.brokers.stub import StubBroker
from dramatiq.middleware import Middleware
class Started(Middleware):
    def after_worker_boot(self, broker, worker):
        marks.leave()
dramatiq.set_broker(StubBroker(middleware=[Started()]))
""",
    "work.py": """
import os, time
import marks
def work():
    # The worker, and the process that it has forked for the job.
    marks.leave(os.getppid())
    marks.leave(os.getpid())
    time.sleep(600)
""",
    "marks.py": """
import os, pathlib
def leave(number=None):
    pathlib.Path(os.environ["MARKS"], str(number or os.getpid())).touch()
""",
}


def alive(number: int) -> bool:
    try:
        state = pathlib.Path(f"/proc/{number}/stat").read_text().rsplit(")", 1)[1].split()[0]
    except OSError:
        return False
    return state != "Z"


@contextlib.contextmanager
def rabbitmq(lines: list[str]) -> Iterator[None]:
    """A broker with a virtual host for each line, named by its position."""
    with tempfile.TemporaryDirectory() as folder:
        salt = b"salt"
        password = base64.b64encode(salt + hashlib.sha256(salt + b"guest").digest()).decode()
        names = [str(position) for position in range(len(lines))]
        rights = {"user": "guest", "configure": ".*", "write": ".*", "read": ".*"}
        definitions = {
            "users": [{"name": "guest", "password_hash": password, "tags": "administrator"}],
            "vhosts": [{"name": name} for name in names],
            "permissions": [rights | {"vhost": name} for name in names],
        }
        pathlib.Path(folder, "definitions.json").write_text(json.dumps(definitions))
        pathlib.Path(folder, "rabbitmq.conf").write_text(f"load_definitions = {folder}/definitions.json\n")
        variables = os.environ | {
            "HOME": folder,
            "PATH": "/usr/lib/rabbitmq/bin:" + os.environ["PATH"],
            "RABBITMQ_NODENAME": "count@localhost",
            "RABBITMQ_MNESIA_BASE": folder + "/data",
            "RABBITMQ_LOG_BASE": folder + "/log",
            "RABBITMQ_PID_FILE": folder + "/pid",
            "RABBITMQ_CONFIG_FILE": folder + "/rabbitmq",
            "RABBITMQ_CONF_ENV_FILE": "/dev/null",
            "RABBITMQ_ENABLED_PLUGINS_FILE": folder + "/plugins",
        }
        with open(pathlib.Path(folder, "output"), "w+") as output:
            server = subprocess.Popen(["rabbitmq-server"], env=variables, stdout=output, stderr=output)
            try:
                last = time.monotonic() + 120
                while not listens(5672):
                    if server.poll() is not None or time.monotonic() > last:
                        output.seek(0)
                        sys.exit(f"rabbitmq-server does not start: {output.read()[-2000:]}")
                    time.sleep(0.2)
                yield
            finally:
                server.kill()
                server.wait()


def listens(port: int) -> bool:
    with socket.socket() as client:
        return client.connect_ex(("127.0.0.1", port)) == 0


@contextlib.contextmanager
def queue(position: int, line: str, folder: str) -> Iterator[dict[str, str]]:
    """A server with jobs that never end, where the line works them off."""
    if "celery " in line:
        broker = f"amqp://guest:guest@127.0.0.1:5672/{position}"
        with Celery(broker=broker) as app:
            for _ in range(12):
                app.send_task("tasks.wait")
        yield {"BROKER": broker}
        return
    if not line.startswith("rq "):
        yield {}
        return
    socket_path = str(pathlib.Path(folder, "redis"))
    command = ["redis-server", "--port", "0", "--unixsocket", socket_path, "--save", "", "--dir", folder]
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    try:
        import redis
        import rq

        while not pathlib.Path(socket_path).exists():
            time.sleep(0.05)
        jobs = rq.Queue(connection=redis.Redis(unix_socket_path=socket_path))
        for _ in range(4):
            jobs.enqueue("work.work", job_timeout=3600)
        yield {"RQ_REDIS_URL": "unix://" + socket_path}
    finally:
        server.kill()
        server.wait()


def count(position: int, line: str, expected: int) -> int:
    with tempfile.TemporaryDirectory() as folder:
        for name, text in MODULES.items():
            pathlib.Path(folder, name).write_text(text)
        marks = pathlib.Path(folder, "marks")
        marks.mkdir()
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        variables = {name: value for name, value in os.environ.items() if not name.endswith("_CONCURRENCY")}
        variables |= {"MARKS": str(marks), "PORT": str(port), "PYTHONPATH": folder, "C_FORCE_ROOT": "1"}
        variables["PATH"] = str(pathlib.Path(sys.executable).parent) + ":" + variables["PATH"]
        with queue(position, line, folder) as more, open(pathlib.Path(folder, "log"), "w+") as log:
            server = subprocess.Popen(
                ["sh", "-c", line], cwd=folder, env=variables | more, stdout=log, stderr=log, start_new_session=True
            )
            try:
                found, since, last = 0, time.monotonic(), time.monotonic() + 40
                # All that is expected, and nothing more for a while.
                while time.monotonic() < last:
                    now = sum(alive(int(mark.name)) for mark in marks.iterdir())
                    if now != found:
                        found, since = now, time.monotonic()
                    if found >= expected and time.monotonic() - since > 1.5:
                        break
                    time.sleep(0.1)
            finally:
                os.killpg(server.pid, signal.SIGKILL)
                server.wait()
            if found != expected:
                log.seek(0)
                print(f"{line}: {log.read()[-2000:]}", file=sys.stderr)
        return found


def main() -> None:
    call = json.load(sys.stdin)
    lines, expected = call["lines"], call["expected"]
    with rabbitmq(lines), concurrent.futures.ThreadPoolExecutor(max_workers=6) as pool:
        print(json.dumps(list(pool.map(count, range(len(lines)), lines, expected))))


main()
