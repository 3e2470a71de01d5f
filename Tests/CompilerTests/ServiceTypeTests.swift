import Compiler
import Diagnostics
import Emit
import IR
import Model
import TestSupport
import Testing

/// What the types of Django and Celery come to.
@Suite struct ServiceTypeTests {
  private static let stores = "  postgres: { version: 17 }\n  redis: { version: 8, tuning: { profile: queue } }\n"
  private static let using =
    "  peer: { type: web, image: \"a/b:1\", port: 80, health: none, variables: { A: $<<postgres.host>>, B: $<<redis.host>> } }\n"
  private static let head = "infracc: 1\nproject: shop\ntargets: [compose, railway, procfile]\nservices:\n" + stores

  static let rules: [RuleCase] = [
    .init(
      "processes of the host", services("w: { type: celery, start: celery -A shop worker }"), "W0730", marked: "celery"),
    .init("processes by type", services("w: { type: celery }")),
    .init(
      "two schedulers", services("clock: { type: beat, scale: { replicas: 2 } }"), "E0620", marked: "clock"),
    .init("a scheduler of a worker", services("w: { type: celery, start: celery -A a worker -B -c 2 }")),
    .init(
      "a scheduler in each replica",
      services("w: { type: celery, start: 'sh -c \"exec celery -A a worker --beat -c 2\"', scale: { replicas: 2 } }"),
      "E0620", marked: "--beat"),
    .init(
      "a scheduler under another name",
      services("w: { type: worker, image: 'a/b:1', start: python -m celery -A a beat, scale: { replicas: 2 } }"),
      "E0620", marked: "beat"),
    .init(
      "two numbers of processes", services("w: { type: celery, workers: 2, start: celery -A a worker -c12 }"), "E0731",
      marked: "2"),
    .init("workers of a scheduler", services("clock: { type: beat, workers: 2 }"), "E0215", marked: "workers"),
    .init(
      "a driver for Django",
      services(
        "web: { type: django, health: /h, variables: { DATABASE_URL: '$<<postgres.url | driver(\"asyncpg\")>>' } }"),
      "E0416", marked: "driver(\"asyncpg\")"),
    .init(
      "a driver for a worker of Django's code",
      services(
        "web: { type: django, health: /h }\n  w: { type: celery, extends: web, variables: { DB_URL: "
          + "'$<<postgres.url | driver(\"psycopg\")>>' } }"),
      "E0416"),
    .init(
      "a driver for a worker of other code",
      services("w: { type: celery, variables: { DB_URL: '$<<postgres.url | driver(\"psycopg\")>>' } }")),
    .init("a path of a worker", services("w: { type: celery, health: /health }"), "E0610", marked: "/health"),
    .init(
      "threads that are green",
      services(
        "web: { type: django, health: /h, server: { worker_class: gevent }, variables: { DATABASE_URL: $<<postgres.url>> } }"
      ), "W0732", marked: "$<<postgres.url>>"),
    .init(
      "as many connections as are declared",
      services(
        "web: { type: django, health: /h, server: { kind: uvicorn }, pools: { postgres: { size: 4 } }, "
          + "variables: { DATABASE_URL: $<<postgres.url>> } }")),
    .init(
      "collected files of another type", services("api: { type: flask, health: /h, build: { collectstatic: false } }"),
      "E0215", marked: "false"),
    .init(
      "a value in place of a name",
      services("web: { type: django, health: /h, build: { collectstatic: { env: ['KEY=1; rm -rf /'] } } }"), "E0213"),
    .init(
      "a shell in an image without one",
      services("w: { type: worker, image: 'gcr.io/distroless/cc-debian12:nonroot', start: \"sh -c 'x && y'\" }"),
      "E0230"),
    .init(
      "a shell in its variant with one",
      services("w: { type: worker, image: 'gcr.io/distroless/cc-debian12:debug', start: \"sh -c 'x && y'\" }")),
  ]

  /// Both stores are referred to, so that nothing else is found.
  private static func services(_ text: String) -> String { "services:\n" + stores + using + "  " + text }

  @Test(arguments: rules)
  func rule(_ rule: RuleCase) { rule.run() }

  // MARK: Hosts

  static let lists: [RuleCase] = [
    .init("every name", hosts("$<<self.hosts>>")),
    .init("anything", hosts("'*'")),
    .init("a name below a dot", hosts("['.railway.app', 127.0.0.1]")),
    .init("one domain", hosts("shop.example.com"), "W0621", marked: "shop.example.com"),
    .init("names with spaces", hosts("'shop.hosts.dev, 127.0.0.1,healthcheck.railway.app'"), "W0614"),
    .init("what an operator supplies", hosts("{ source: external }")),
    .init("a prefix of an application", hosts("shop.example.com", name: "DJANGO_ALLOWED_HOSTS"), "W0621"),
    .init(
      "a framework that has no type",
      "services:\n  web: { type: web, image: 'a/b:1', port: 8000, public: true, health: /healthz/, "
        + "variables: { ALLOWED_HOSTS: $<<web.public_domain>> } }", "W0903", "W0621"),
    .init("no health", "services:\n  web: { type: django, health: none, variables: { ALLOWED_HOSTS: a.example.org } }"),
  ]

  private static func hosts(_ value: String, name: String = "ALLOWED_HOSTS") -> String {
    "services:\n  web: { type: django, public: shop.example.com, health: /healthz, variables: { \(name): \(value) } }"
  }

  @Test(arguments: lists)
  func list(_ rule: RuleCase) { rule.run(targets: "compose, railway") }

  /// What replaces a list has all that was in it.
  @Test func aHostThatIsNotItsOwnStays() throws {
    func fixed(_ value: String) throws -> String {
      let checked = Checked("infracc: 1\nproject: shop\ntargets: [railway]\n" + Self.hosts(value))
      let edit = try #require(checked.first("W0621")?.fixes.first?.edits.first)
      return edit.replacement
    }
    #expect(try fixed("shop.example.com") == "$<<self.hosts>>")
    #expect(
      try fixed("'shop.example.com,other.example.com'") == "\"shop.example.com,other.example.com,$<<self.hosts>>\"")
  }

  /// The names under which the service is reached, where it runs.
  @Test func hostsOfEachTarget() throws {
    let checked = Checked(
      Self.head + """
          own: { type: django, public: [shop.example.com, www.example.com], health: /h, variables: { H: $<<self.hosts>> } }
          platform: { type: nextjs, public: true, health: /h, variables: { H: $<<self.hosts>>, J: { value: [$<<self.hosts>>], sep: " " } } }
          inner: { type: web, image: "a/b:1", port: 80, health: none, variables: { H: $<<self.hosts>>, O: $<<own.hosts>> } }
        """)
    #expect(checked.codes == ["W0324", "W0324", "W0903"], "\(checked.report)")
    let files = checked.compilation.emit(.init(layout: OutputLayout())).files.map(\.file)
    func lines(_ ending: String) throws -> [String] {
      let file = try #require(files.first { $0.path.hasSuffix(ending) }, "\(files.map(\.path))")
      return file.content.split(separator: "\n").map { $0.drop { $0 == " " } }
        .filter { ["H", "J", "O"].contains($0.prefix { $0 != ":" && $0 != "=" }) }.map(String.init)
    }
    #expect(
      try lines("compose/docker-compose.yml") == [
        "H: ${OWN_HOSTS:-shop.example.com,www.example.com,own,127.0.0.1,localhost}",
        "H: ${PLATFORM_HOSTS:-platform,127.0.0.1,localhost}", "J: platform 127.0.0.1 localhost",
        "H: inner,127.0.0.1,localhost",
        "O: ${OWN_HOSTS:-shop.example.com,www.example.com,own,127.0.0.1,localhost}",
      ])
    let railway = try lines("railway.ts")
    #expect(
      railway.contains(
        "H: \"shop.example.com,www.example.com,${{own.RAILWAY_PRIVATE_DOMAIN}},healthcheck.railway.app,127.0.0.1,localhost\","
      ), "\(railway)")
    #expect(
      railway.contains(
        "H: \"${{platform.RAILWAY_PUBLIC_DOMAIN}},${{platform.RAILWAY_PRIVATE_DOMAIN}},healthcheck.railway.app,127.0.0.1,localhost\","
      ), "\(railway)")
  }

  // MARK: Connections

  private static func budget(_ services: String) throws -> ConnectionBudget.Consumer {
    let checked = Checked(head + services)
    return try #require(checked.program()?.connectionBudget(of: "postgres")?.consumers.last, "\(checked.report)")
  }

  /// Django opens one connection for each thread, and reads no variable about it.
  @Test func threadsHaveAConnectionEach() throws {
    let url = "variables: { DATABASE_URL: $<<postgres.url>> }"
    func total(_ keys: String) throws -> Int {
      try Self.budget("  web: { type: django, health: /h, \(keys), \(url) }").total
    }
    #expect(try total("workers: 3") == 12)
    #expect(try total("workers: 3, server: { threads: 2 }") == 6)
    #expect(try total("workers: 3, server: { worker_class: sync }") == 3)
    #expect(try total("start: gunicorn a.wsgi --workers 5") == 5)
    #expect(try total("start: gunicorn a.wsgi -w5 --threads 3, scale: { replicas: 2 }") == 30)
    #expect(try total("start: waitress-serve a.wsgi:application") == 4)
    #expect(try total("workers: 2, pools: { postgres: { size: 6 } }") == 12)
    let consumer = try Self.budget("  web: { type: django, health: /h, workers: 2, \(url) }")
    #expect(consumer.arithmetic == "1 replica x 2 workers x 4 threads = 8")
    #expect(!consumer.isAssumed)
    let checked = Checked(Self.head + "  web: { type: django, health: /h, pools: { postgres: { size: 6 } }, \(url) }")
    #expect(checked.service("web")?.env.map(\.name) == ["PORT", "WEB_CONCURRENCY", "DATABASE_URL"])
  }

  /// A worker opens what its code does; a job of rq holds a second pool.
  @Test func workersOpenWhatTheirCodeDoes() throws {
    let django = "  web: { type: django, health: /h, variables: { DATABASE_URL: $<<postgres.url>> } }\n"
    #expect(try Self.budget(django + "  w: { type: celery, extends: web, workers: 5 }").total == 5)
    #expect(
      try Self.budget(django + "  w: { type: celery, extends: web, start: celery -A a worker -P threads -c 8 }").total
        == 8)
    #expect(try Self.budget(django + "  clock: { type: beat, extends: web }").total == 1)
    #expect(try Self.budget(django + "  w: { type: worker, extends: web, start: python jobs.py }").isUnknown)
    let flask = "  api: { type: flask, health: /h, variables: { DATABASE_URL: $<<postgres.url>> } }\n"
    #expect(try Self.budget(flask + "  w: { type: celery, extends: api, workers: 2 }").total == 30)
    #expect(try Self.budget(flask + "  w: { type: worker, extends: api, start: rq worker }").total == 30)
    #expect(try Self.budget(flask + "  w: { type: worker, extends: api, start: rq worker-pool -n 3 }").total == 90)
    let named = try Self.budget(
      flask
        + "  w: { type: worker, extends: api, start: celery -A a worker --concurrency=20, pools: { postgres: { size: 5, overflow: 5 } } }"
    )
    #expect(named.total == 200)
    #expect(named.reason == "`--concurrency=20`")
  }

  // MARK: Images

  private static func recipe(_ keys: String) throws -> [String] {
    let checked = Checked(head + "  web: { type: django, health: /h\(keys) }")
    let recipe = try #require(checked.service("web")?.build?.recipe, "\(checked.report)")
    return recipe.stages.flatMap(\.steps).compactMap { step in
      if case .run(let commands) = step { return commands.first { $0.contains("collectstatic") } }
      return nil
    }
  }

  /// Values that settings can be read with are written before one command.
  @Test func staticFilesAreCollected() throws {
    let command = "python manage.py collectstatic --noinput"
    #expect(try Self.recipe("") == ["SECRET_KEY=collectstatic " + command])
    #expect(try Self.recipe(", build: { collectstatic: true }") == ["SECRET_KEY=collectstatic " + command])
    #expect(try Self.recipe(", build: { collectstatic: false }") == [])
    #expect(try Self.recipe(", build: { collectstatic: { env: [] } }") == [command])
    let names = "SECRET_KEY, DATABASE_URL, DEBUG, REDIS_URL, SMTP_PORT, ALLOWED_HOSTS"
    #expect(
      try Self.recipe(", build: { collectstatic: { env: [\(names)] } }") == [
        "SECRET_KEY=collectstatic DATABASE_URL=sqlite:///:memory: DEBUG=false REDIS_URL=redis://localhost SMTP_PORT=8000 "
          + "ALLOWED_HOSTS=collectstatic " + command
      ])
  }

  /// What runs the same code runs the same image; celery has a command of its own there.
  @Test func workersShareTheImage() throws {
    let checked = Checked(
      Self.head + """
          web: { type: django, health: /h, root: ./app }
          worker: { type: celery, extends: web, app: shop, workers: 3 }
          clock: { type: beat, extends: web, app: shop }
          own: { type: celery, root: ./jobs }
        """)
    #expect(checked.codes == ["W0324", "W0324"], "\(checked.report)")
    #expect(checked.service("worker")?.build?.sharedWith == "web")
    #expect(checked.service("clock")?.build?.sharedWith == "web")
    #expect(checked.service("clock")?.isSingleton == true)
    #expect(checked.service("worker")?.stopGrace == 60_000)
    #expect(checked.service("own")?.build?.recipe?.stages.isEmpty == false)
    func words(_ service: String) -> String {
      guard case .words(let words)? = checked.service(service)?.command else { return "" }
      return words.map { word in
        word.parts.map { part in
          switch part {
          case .text(let text): text
          case .variable(let name, let fallback): "$\(name):\(fallback)"
          }
        }.joined()
      }.joined(separator: " ")
    }
    #expect(words("worker") == "celery --app shop worker --loglevel info --concurrency $WEB_CONCURRENCY:3")
    #expect(words("clock") == "celery --app shop beat --loglevel info --schedule /tmp/celerybeat-schedule")
    #expect(words("own") == "celery --app tasks worker --loglevel info --concurrency $WEB_CONCURRENCY:1")
  }

  /// A hand-written Dockerfile of a web service starts the server, not the worker.
  @Test func aBorrowedImageRunsTheWorker() throws {
    let checked = Checked(
      Self.head + """
          web: { type: django, health: /h, build: { dockerfile: Dockerfile } }
          worker: { type: celery, extends: web }
          own: { type: celery, image: "acme/worker:1" }
        """)
    #expect(checked.service("web")?.command == nil)
    #expect(checked.service("worker")?.command != nil)
    #expect(checked.service("own")?.command == nil)
  }
}
