import Testing

/// Rules about sizes, environments and targets: the sides that their examples do not show.
@Suite struct BudgetRuleTests {
  private static let connected =
    "\n  w: { type: worker, image: \"a/b:1\", variables: { AMQP_URL: $<<mq.url>> } }"

  static let budgets: [RuleCase] = [
    .init(
      "pools that are assumed",
      .api("workers: 8, variables: { DATABASE_URL: $<<postgres.DATABASE_URL>> }", besides: "  postgres: {}\n"), "W0702"),
    .init(
      "four fifths exactly",
      .api(
        "pools: { postgres: { size: 40, overflow: 0 } }", besides: "  postgres: { tuning: { max_connections: 53 } }\n")),
    .init(
      "pools behind a pooler",
      .api(
        "scale: { replicas: 8 }, workers: 4, pools: { postgres: { size: 10, overflow: 10 } }",
        besides: "  postgres: { pooler: transaction }\n")),
    .init(
      "a pooler that is larger than its server",
      .api(
        "pools: { postgres: { size: 5, overflow: 0 } }",
        besides: "  postgres: { pooler: { size: 98 } }\n"), "E0701", marked: "98"),
    .init(
      "a pooler that leaves a fifth free",
      .api(
        "pools: { postgres: { size: 5, overflow: 0 } }",
        besides: "  postgres: { pooler: { size: 77 }, tuning: { max_connections: 100 } }\n")),
    .init(
      "one that leaves less",
      .api(
        "pools: { postgres: { size: 5, overflow: 0 } }",
        besides: "  postgres: { pooler: { size: 78 }, tuning: { max_connections: 100 } }\n"),
      "W0702", marked: "78"),
    .init(
      "more clients than a pooler takes",
      .api(
        "workers: 3, pools: { postgres: { size: 5, overflow: 2 } }",
        besides: "  postgres: { pooler: { clients: 20 } }\n"), "E0701", marked: "{ size: 5, overflow: 2 }"),
    .init(
      "as many clients as a pooler takes",
      .api(
        "workers: 3, pools: { postgres: { size: 5, overflow: 2 } }",
        besides: "  postgres: { pooler: { clients: 21 } }\n")),
    .init(
      "past the pooler",
      .api(
        "workers: 2, pools: { postgres: { size: 40, overflow: 0 } }, variables: { D_URL: $<<postgres.unpooled_url>> }",
        besides: "  postgres: { pooler: { size: 18 } }\n"), "E0701", marked: "18"),
    .init(
      "perhaps not past the pooler",
      .api(
        "workers: 2, pools: { postgres: { size: 40, overflow: 0 } }, variables: { D_URL: $<<postgres.unpooled_url>>, E_URL: $<<postgres.urk>> }",
        besides: "  postgres: { pooler: { size: 18 } }\n"), "E0302", marked: "urk"),
    .init(
      "a wait for a pool that outlasts the worker",
      .api(
        "server: { kind: gunicorn }, pools: { postgres: { size: 2, overflow: 0, timeout: 60s } }",
        besides: "  postgres: {}\n"), "E0712", marked: "60s"),
    .init(
      "a wait for a pool that does not",
      .api(
        "server: { kind: gunicorn }, pools: { postgres: { size: 2, overflow: 0, timeout: 10s } }",
        besides: "  postgres: {}\n")),
    .init("a store on the internet with nothing else written", "services:\n  postgres: { public: tcp }", "W0607"),
    .init(
      "a console on the internet, by the option that publishes ports",
      "options: { compose: { bind: 0.0.0.0 } }\nservices:\n"
        + "  mq: { type: rabbitmq, management: true, options: { compose: { publish: { management: 15672 } } } }"
        + connected, "W0607", marked: "management"),
    .init(
      "the same on the loopback address",
      "services:\n  mq: { type: rabbitmq, management: true, options: { compose: { publish: { management: 15672 } } } }"
        + connected),
    .init(
      "a port that is not published",
      "options: { compose: { bind: 0.0.0.0 } }\nservices:\n"
        + "  mq: { type: rabbitmq, management: true, options: { compose: { publish: { management: false } } } }"
        + connected),
    .init("another server's image", "services:\n  postgres: { image: 'mongo:7' }", "E0724", marked: "'mongo:7'"),
    .init(
      "an image of its own, whose tag may mean anything", "services:\n  postgres: { image: 'ghcr.io/me/postgres:17' }",
      "W1008", marked: "'ghcr.io/me/postgres:17'"),
    .init("the same with its version", "services:\n  postgres: { version: 17, image: 'ghcr.io/me/postgres:17' }"),
    .init("a Redis that does not exist", "services:\n  redis: { version: 9 }", "W1013"),
    .init("a Redis without updates", "services:\n  redis: { version: 6.2 }", "W1013"),
    .init("an old server by its image", "services:\n  postgres: { image: 'postgres:12-alpine' }", "W1013"),
    .init(
      "pgtune's questions without pgtune", "options: { postgres: { disk: nvme } }\nservices:\n  postgres: {}", "E0215"),
    .init(
      "maxmemory without persistence",
      "services:\n  redis: { resources: { memory: 512MiB }, tuning: { maxmemory: 400MiB } }", "W0704"),
    .init(
      "a share that is allowed", "services:\n  redis: { resources: { memory: 512MiB }, tuning: { maxmemory: 75% } }"),
    .init(
      "too many shared buffers",
      "services:\n  postgres: { resources: { memory: 4GiB }, tuning: { shared_buffers: 50%, max_connections: 50 } }",
      "W0706"),
    .init(
      "workers in a variable", .api("resources: { cpu: 4, memory: 512MiB }, variables: { WEB_CONCURRENCY: 4 }"),
      "W0708", marked: "4"),
    .init("workers without a limit", .api("workers: 16")),
    .init("as many workers as fit", .api("workers: auto, resources: { cpu: 8, memory: 512MiB }")),
    .init(
      "an append-only file without storage", "services:\n  redis: { tuning: { appendonly: true } }", "E0710",
      marked: "true"),
    .init("persistence that is switched off", "services:\n  redis: { tuning: { save: [] } }"),
    .init(
      "a query without a limit",
      .api(
        "server: { kind: gunicorn, timeout: 10s }, pools: { postgres: { size: 2, overflow: 0 } }, variables: { U_URL: $<<postgres.url>> }",
        besides: "  postgres: { tuning: { statement_timeout: 0s } }\n")),
    .init(
      "uvicorn kills no worker",
      .api(
        "pools: { postgres: { size: 2, overflow: 0 } }, variables: { U_URL: $<<postgres.url>> }",
        besides: "  postgres: { tuning: { statement_timeout: 60s } }\n")),
    .init(
      "a grace that is too short", .api("stop_grace: 10s, server: { graceful_timeout: 30s }"), "E0712", marked: "30s"),
    .init(
      "a start that may take longer than it may",
      "services:\n  api: { type: fastapi, health: { path: /h, within: 20s, start_period: 60s } }", "E0712",
      marked: "20s"),
    .init(
      "a queue by its variable",
      .variables("CELERY_BROKER_URL: $<<redis.REDIS_URL>>", besides: "  redis: { tuning: { policy: allkeys-lru } }\n"),
      "W0715"),
    .init(
      "a queue by its profile",
      "services:\n  redis: { tuning: { profile: queue, policy: volatile-lru }, resources: { storage: 1GiB } }", "W0715"),
    .init(
      "a cache that refuses to make room",
      .variables("REDIS_URL: $<<redis.REDIS_URL>>", besides: "  redis: { tuning: { policy: noeviction } }\n"), "W0715"),
    .init(
      "a cache that a worker inherits",
      .variables(
        "REDIS_URL: $<<redis.REDIS_URL>>",
        besides: "  redis: { tuning: { policy: allkeys-lru } }\n  w: { type: worker, extends: api, start: run }\n")),
    .init(
      "a range upside down", "lints: { W0904: off }\n" + .api("scale: { autoscale: { min: 4, max: 2, cpu: 70% } }"),
      "E0718", marked: "4"),
    .init(
      "many connections with room",
      "services:\n  postgres: { resources: { memory: 16GiB }, tuning: { max_connections: 400 } }"),
    .init(
      "the data of 17 where they were",
      "services:\n  w: { type: worker, image: 'postgres:17', volumes: { /var/lib/postgresql/data: 1GiB } }"),
    .init(
      "somebody else's image",
      "services:\n  w: { type: worker, image: 'ghcr.io/me/postgres:18', volumes: { /var/lib/postgresql/data: 1GiB } }"),
    .init(
      "a volume that is meant to be shared",
      "volumes: { up: 1GiB }\nservices:\n  w: { type: worker, image: 'a:1', volumes: { /up: up }, scale: { replicas: 2 } }"
    ),
    .init("Python that lost its zero in text", .api("build: { python: '3.1' }"), "W0417"),
  ]

  private static let two = "\nenvironments:\n  production: {}\n"

  static let environments: [RuleCase] = [
    .init(
      "a variable in one of them",
      "services:\n  api: { type: fastapi }" + two + "  staging: { services: { api: { variables: { EXTRA: x } } } }",
      "W0806", marked: "EXTRA"),
    .init(
      "a variable that is taken away",
      .variables("EXTRA: x") + two + "  staging: { services: { api: { variables: { EXTRA: null } } } }"),
    .init(
      "a variable of a preview",
      "services:\n  api: { type: fastapi }" + two
        + "  pr: { kind: preview, ttl: 1d, targets: [railway], services: { api: { variables: { EXTRA: x } } } }"),
    .init(
      "more memory in staging",
      "services:\n  api: { type: fastapi, resources: { memory: 512MiB } }" + two
        + "  staging: { services: { api: { resources: { memory: 1GiB } } } }", "W0807", marked: "1GiB"),
    .init(
      "more replicas in production",
      "services:\n  api: { type: fastapi }\nenvironments:\n  production: { services: { api: { scale: { replicas: 3 } } } }\n  staging: {}"
    ),
    .init(
      "an override of a list",
      "services:\n  api: { type: fastapi, build: { packages: [curl] } }" + two
        + "  staging: { services: { api: { build: { packages: [curl] } } } }", "W0810"),
    .init(
      "an override of an override",
      "services:\n  api: { type: fastapi, workers: 1 }" + two
        + "  staging: { services: { api: { workers: 2 } } }\n  late: { from: staging, services: { api: { workers: 1 } } }"
    ),
    .init(
      "text that only looks like a size",
      .variables("LIMIT: 1GiB") + two + "  staging: { services: { api: { variables: { LIMIT: 1024MiB } } } }"),
    .init(
      "what a parent may have",
      "services:\n  api: { type: fastapi, variables: { A: x } }\n  w: { type: worker, extends: api, start: run }" + two
        + "  staging: { services: { w: { variables: { A: null } } } }"),
    .init(
      "another type of service",
      "services:\n  api: { type: fastapi }" + two + "  staging: { services: { api: { type: flask } } }", "E0410",
      marked: "flask"),
    .init(
      "another source of a secret",
      "secrets: { KEY: external }\n" + .api("use: [KEY]") + two + "  staging: { secrets: { KEY: generate } }", "E0410",
      marked: "generate"),
    .init(
      "optional is no other source",
      "secrets: { KEY: external }\n" + .api("use: [KEY]") + two + "  staging: { secrets: { KEY: optional } }"),
    .init(
      "a schedule that is taken away",
      "lints: { W0903: off }\nservices:\n  n: { type: cron, image: 'a:1', schedule: '0 3 * * *' }" + two
        + "  staging: { services: { n: { schedule: null } } }", "E0813"),
  ]

  @Test(arguments: budgets + environments)
  func rule(_ rule: RuleCase) { rule.run() }

  static let railway: [RuleCase] = [
    .init(
      "a preview that may do without",
      "secrets: { KEY: external }\n" + .api("use: [KEY]")
        + "\nenvironments:\n  production: {}\n  pr: { kind: preview, ttl: 1d, secrets: { KEY: optional } }"),
    .init(
      "memory above the plan", "options: { railway: { plan: hobby } }\n" + .api("resources: { memory: 16GiB }"), "E0714"
    ),
    .init(
      "a volume above the plan",
      "options: { railway: { plan: hobby } }\nservices:\n  postgres: { resources: { storage: 10GiB } }", "E0714"),
    .init(
      "the same on another plan",
      "options: { railway: { plan: pro } }\nservices:\n  postgres: { resources: { storage: 10GiB } }"),
    .init("a short keepalive that nobody sees", .api("server: { keepalive: 5s }")),
    .init(
      "replicas with a volume, said once",
      "services:\n  w: { type: worker, image: 'a:1', volumes: { /d: 1GiB }, scale: { replicas: 2 } }", "E0908"),
    .init(
      "a name of the platform's", .variables("X: $<<RAILWAY_GIT_COMIT_SHA>>"), "E0313", marked: "RAILWAY_GIT_COMIT_SHA"),
  ]

  @Test(arguments: railway)
  func ruleOnRailway(_ rule: RuleCase) { rule.run(targets: "railway") }
}
