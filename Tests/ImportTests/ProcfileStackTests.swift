import Diagnostics
import Engines
import IR
import Import
import Model
import Testing

/// A Procfile and the `app.json` beside it as one stack.
struct ProcfileStackTests {
  private static let procfile = """
    # The processes of the shop.
    web: gunicorn app:app --bind 0.0.0.0:$PORT
    worker:   celery -A app worker --concurrency=4\r
    release: python manage.py migrate && python manage.py check
    <<<<<<< HEAD
    web: a second one does not count
    not a process
    clock:

    """

  private static let app = """
    {
      // A comment, which some platforms allow.
      "name": "The shop \\ud83d\\udecd",
      "env": {
        "SECRET_KEY": { "description": "Signs sessions.", "generator": "secret" },
        "LOG_LEVEL": "info",
        "MAIL_FROM": { "value": "shop@shop.test" },
        "STRIPE_KEY": { "description": "From the dashboard.", "required": false },
      },
      "formation": { "web": { "quantity": 2, "size": "standard-1x" } },
      "addons": [ "heroku-postgresql:mini", { "plan": "heroku-redis", "as": "CACHE" }, "mailgun" ],
      "scripts": { "postdeploy": "python manage.py loaddata first" },
      "healthchecks": { "web": [ { "path": "/health", "timeout": 5 } ] },
      "cron": [ { "command": "python report.py", "schedule": "0 3 * * *" } ],
      "environments": { "test": { "formation": {} } }
    }
    """

  private let example = PlatformExample([("api/Procfile", procfile), ("api/app.json", app)])

  @Test func oneStack() throws {
    let stack = try #require(example.stacks.first)
    #expect(example.stacks.count == 1 && stack.dialect == .procfile)
    #expect(stack.files == ["api/Procfile", "api/app.json"] && stack.name?.value == "The shop 🛍")
    #expect(stack.services.map(\.name) == ["web", "worker", "postgres", "redis", "cron-1"])
    #expect(stack.services.map { $0.facts.role?.value } == [.web, .worker, nil, nil, .cron])
    #expect(example.problems.isEmpty)
  }

  @Test func processes() throws {
    let stack = try #require(example.stacks.first)
    let (web, worker) = (try #require(stack.service("web")), try #require(stack.service("worker")))
    #expect(web.command?.texts.first?.known == "gunicorn app:app --bind 0.0.0.0:$PORT")
    #expect(worker.command?.texts.first?.known == "celery -A app worker --concurrency=4")
    #expect(worker.command.map { example.text($0.span) } == "celery -A app worker --concurrency=4")
    #expect(web.facts.release?.texts.first?.known == "python manage.py migrate && python manage.py check")
    #expect(
      web.facts.postDeploy?.texts.first?.known == "python manage.py loaddata first" && worker.facts.release == nil)
    #expect(web.replicas?.count == 2 && web.facts.plan?.value == "standard-1x" && worker.replicas == nil)
    #expect(web.facts.health?.path.value == "/health" && web.facts.sourceDirectory?.value == ".")
    #expect(stack.service("cron-1")?.facts.schedule?.value == "0 3 * * *")
  }

  @Test func variables() throws {
    let variables = try #require(example.stacks.first?.service("worker")?.facts.variables)
    #expect(variables.map(\.name) == ["SECRET_KEY", "LOG_LEVEL", "MAIL_FROM", "STRIPE_KEY"])
    #expect(variables.map(\.value?.text) == [nil, "info", "shop@shop.test", nil])
    #expect(variables[0].description?.value == "Signs sessions." && variables[3].isRequired?.value == false)
    if case .generated = variables[0].source {} else { Issue.record("SECRET_KEY is generated") }
  }

  @Test func addonsAreStores() throws {
    let stack = try #require(example.stacks.first)
    #expect(stack.services.compactMap { $0.facts.store?.engine?.name } == ["postgres", "redis"])
    #expect(stack.services.compactMap { $0.facts.store?.variable } == ["DATABASE_URL", "CACHE_URL"])
    #expect(example.scalars(of: stack)["addons.2"] == "mailgun")
    #expect(example.scalars(of: stack)["release"] == "python manage.py migrate && python manage.py check")
  }

  /// Mobile frameworks keep their settings in a file of that name.
  @Test func otherFilesOfThatName() {
    let others = [
      "{ \"expo\": { \"name\": \"shop\" }, \"env\": {} }", "{ \"name\": \"shop\", \"displayName\": \"Shop\" }", "[]",
    ]
    for text in others { #expect(PlatformExample([("app.json", text)]).stacks.isEmpty, "\(text)") }
  }

  @Test func oneOfThemAlone() throws {
    let app = try #require(PlatformExample([("app.json", Self.app)]).stacks.first)
    #expect(app.services.map(\.name).first == "web" && app.services[0].command == nil)
    let release = try #require(PlatformExample([("Procfile", "release: rake db:migrate\n")]).stacks.first)
    #expect(release.services.map(\.name) == ["web"] && release.services[0].facts.release != nil)
    #expect(PlatformExample([("Procfile", "nothing here\n")]).stacks.isEmpty)
  }
}
