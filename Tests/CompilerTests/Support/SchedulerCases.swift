/// Schedulers in code, and services that run it once or several times.
extension ProbeTests {
  private static let many = "  api: { type: fastapi, root: api, workers: 4 }"
  private static let replicated =
    "  api: { type: web, root: api, port: 8080, build: { dockerfile: api/Dockerfile }, start: node server.js, "
    + "scale: { replicas: 3 } }"
  private static let background =
    "from apscheduler.schedulers.background import BackgroundScheduler\nscheduler = BackgroundScheduler()\n"
    + "scheduler.start()\n"

  static let schedulers: [Case] = [
    Case("one in several workers", many, python(background), "W0628", shown: "BackgroundScheduler"),
    Case("one in one worker", "  api: { type: fastapi, root: api, workers: 1 }", python(background)),
    Case(
      "one in several replicas", "  api: { type: fastapi, root: api, workers: 1, scale: { replicas: 2 } }",
      python(background), "W0628"),
    Case(
      "one in an environment with replicas",
      "  api: { type: fastapi, root: api, workers: 1 }\nenvironments:\n"
        + "  production: { services: { api: { scale: { autoscale: { max: 3, cpu: 70% } } } } }",
      python(background), "W0904", "W0628"),
    Case("one that is never started", many, python(background.replacing("scheduler.start()\n", with: ""))),
    Case("a class of that name", many, python("class BackgroundScheduler(Base):\n    pass\nthread.start()\n")),
    Case(
      "one in a module that the application imports", many,
      python("from app import jobs\n", ["api/app/jobs.py": background]), "W0628"),
    Case("one in a module that nothing imports", many, python("", ["api/jobs.py": background])),
    Case(
      "one that a worker of its own starts",
      many + "\n  clock: { type: worker, extends: api, start: python jobs.py, workers: 1, singleton: true }",
      python("import jobs\n", ["api/jobs.py": background])),
    Case("a lock chooses", many, python(background + "lock = redis.lock(\"scheduler\")\n")),
    Case(
      "a variable chooses", "  api: { type: fastapi, root: api, workers: 4, variables: { RUN_SCHEDULER: \"1\" } }",
      python("import os\nif os.environ.get(\"RUN_SCHEDULER\"):\n    pass\n" + background)),
    Case(
      "gunicorn that loads the application once",
      "  api: { type: flask, root: api, health: none, workers: 4, server: { extra: { preload_app: true } } }",
      python(background, ["api/requirements.txt": "flask==3.1.0\ngunicorn==27.0.1\n"])),
    Case(
      "node-cron in replicas", replicated,
      express("const cron = require(\"node-cron\");\ncron.schedule(\"0 3 * * *\", run);"), "W0628", shown: "schedule"),
    Case(
      "cron in replicas", replicated,
      express("import { CronJob } from \"cron\";\nnew CronJob(\"0 3 * * *\", run);"), "W0628", shown: "CronJob"),
    Case(
      "node-schedule in replicas", replicated,
      express("import schedule from \"node-schedule\";\nschedule.scheduleJob(\"0 3 * * *\", run);"), "W0628"),
    Case(
      "NestJS in replicas", replicated,
      express(
        "import \"./app.module.js\";",
        [
          "api/app.module.ts":
            "import { ScheduleModule } from \"@nestjs/schedule\";\nconst imports = [ScheduleModule.forRoot()];"
        ]),
      "W0628"),
    Case(
      "a schedule that is no scheduler's", replicated,
      express("const plan = require(\"./plan\");\nplan.schedule(\"0 3 * * *\", run);")),
    Case(
      "node-cron in one process", node,
      express("const cron = require(\"node-cron\");\ncron.schedule(\"0 3 * * *\", run);")),
  ]
}
