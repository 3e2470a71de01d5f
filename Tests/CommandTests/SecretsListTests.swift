import Foundation
import JSON
import TestSupport
import Testing

/// What `infracc secrets` says that environments need.
@Suite struct SecretsListTests {
  static let topology = """
    infracc: 1
    project: shop
    targets: [compose, procfile]
    secrets:
      SECRET_KEY: generate
      TOKEN: { source: "generate(hex, 16)", prefix: "t-", rotate: 90d }
      STRIPE_SECRET_KEY: { source: external, pattern: "sk_(live|test)_[A-Za-z0-9]+", doc: dashboard.stripe.com }
      SENTRY_DSN: optional
    variables: { REGION: { source: external } }
    services:
      postgres: { version: 18 } # infracc: allow W1010 these tests write no dumps
      api:
        type: fastapi
        health: /health
        use: [SECRET_KEY, TOKEN, STRIPE_SECRET_KEY, SENTRY_DSN, REGION]
        variables: { DATABASE_URL: $<<postgres.DATABASE_URL>> }
    environments:
      staging: {}
      production: {}

    """

  static let production = """
    production: 6 required, 1 optional
      SECRET_KEY             generated   base64url, 32 bytes                api
      TOKEN                  generated   hex, 16 bytes, replace every 90d   api
      STRIPE_SECRET_KEY      supply      –                                  api
      SENTRY_DSN             optional    –                                  api
      REGION                 supply      no secret                          api
      POSTGRES_PASSWORD      generated   alnum, 24 bytes                    postgres (superuser)
      POSTGRES_APP_PASSWORD  generated   alnum, 24 bytes                    postgres, api

    """

  @Test func allEnvironmentsWithProductionFirst() throws {
    let output = try infracc("secrets", in: try Shop.folder(Self.topology))
    #expect(output.status == 0)
    #expect(output.stderr == "")
    #expect(output.stdout.hasPrefix(Self.production + "\nstaging: 6 required, 1 optional\n"))
  }

  /// The page of the design, to the letter.
  @Test func theExampleIsAsDesigned() throws {
    let path = Repository.path("examples/gayed-signals/topology.yaml")
    let output = try infracc("secrets", "-e", "production", path)
    #expect(
      output.stdout == """
        production: 10 required, 2 optional
          SECRET_KEY                 generated   base64url, 32 bytes   backend
          JWT_SECRET                 generated   base64url, 32 bytes   backend
          TIINGO_API_KEY             supply      –                     backend, backtrader, frontend
          ALPHA_VANTAGE_KEY          supply      –                     backend, backtrader, frontend
          FRED_KEY                   supply      –                     backend, backtrader, frontend
          BUREAU_OF_STATISTIC_KEY    supply      –                     backend
          OPENAI_API_KEY             optional    –                     backend
          ANTHROPIC_API_KEY          optional    –                     backend
          POSTGRES_PASSWORD          generated   alnum, 24 bytes       postgres (superuser)
          POSTGRES_MONITOR_PASSWORD  generated   alnum, 24 bytes       postgres
          POSTGRES_APP_PASSWORD      generated   alnum, 24 bytes       postgres, backend
          REDIS_PASSWORD             generated   alnum, 24 bytes       redis, backend

        """)
  }

  @Test func programsReadTheSame() throws {
    let output = try infracc("secrets", "--format", "json", "-e", "staging", in: try Shop.folder(Self.topology))
    let document = try parse(output.stdout)
    #expect(document["version"]?.int == 1)
    let environments = try #require(document["environments"]?.array)
    #expect(environments.map { $0["name"]?.string } == ["staging"])
    let secrets = try #require(environments[0]["secrets"]?.array)
    #expect(
      secrets.map { $0["name"]?.string } == [
        "SECRET_KEY", "TOKEN", "STRIPE_SECRET_KEY", "SENTRY_DSN", "REGION", "POSTGRES_PASSWORD",
        "POSTGRES_APP_PASSWORD",
      ])
    #expect(secrets.map { $0["required"]?.bool } == [true, true, true, false, true, true, true])
    #expect(secrets.map { $0["secret"]?.bool } == [true, true, true, true, false, true, true])
    #expect(secrets[1]["prefix"]?.string == "t-")
    #expect(secrets[1]["rotate"]?.string == "90d")
    #expect(secrets[2]["pattern"]?.string == "sk_(live|test)_[A-Za-z0-9]+")
    #expect(secrets[5]["storeOwned"]?.bool == true)
  }

  @Test func mistakesEndIt() throws {
    let folder = try Shop.folder(Self.topology)
    let unknown = try infracc("secrets", "-e", "prod", in: folder)
    #expect(unknown.status == 2)
    #expect(unknown.stderr.contains("there is no environment `prod`"))
    let broken = try infracc("secrets", in: try Shop.folder(Shop.broken))
    #expect(broken.status == 1)
    #expect(broken.stderr.contains("E0301"))
    #expect(broken.stdout == "")
    #expect(try infracc("secrets", "nowhere.yaml", in: folder).status == 2)
  }
}
