import Emit
import Foundation
import IR
import JSON
import TestSupport
import Testing

/// The form of one file per service, `format: json`; `RailwayProjectOracle` has the other.
struct RailwayEmitterTests {
  private static func inFiles(_ programs: [Program]) -> [Program] {
    programs.map { program in
      var program = program
      program.options = ["railway": ["format": "json"]]
      return program
    }
  }

  private static let gayedPrograms = inFiles(EmittedSamples.gayed)
  private static let tradesensePrograms = inFiles(EmittedSamples.tradesense)
  private let gayed = EmittedSamples.files(RailwayEmitter.self, gayedPrograms)
  private let tradesense = EmittedSamples.files(RailwayEmitter.self, tradesensePrograms)

  /// TradeSense with a third environment, as pull requests get it.
  private static let withPreview: [Program] = {
    var preview = tradesensePrograms[1]
    preview.environment = EnvironmentInfo(name: "preview", kind: .preview, base: "staging")
    return tradesensePrograms + [preview]
  }()

  private func lines(_ files: [String: String], _ path: String) throws -> [String] {
    try #require(files["infra/railway/" + path]).split(separator: "\n", omittingEmptySubsequences: false).map(
      String.init)
  }

  // MARK: Files

  @Test func filesOfAProject() {
    #expect(
      gayed.keys.sorted() == [
        "infra/railway/README.md", "infra/railway/backend.production.variables.env",
        "infra/railway/backend.staging.variables.env", "infra/railway/backend/railway.json",
        "infra/railway/backtrader.production.variables.env", "infra/railway/backtrader.staging.variables.env",
        "infra/railway/backtrader/railway.json", "infra/railway/frontend.production.variables.env",
        "infra/railway/frontend.staging.variables.env", "infra/railway/frontend/railway.json",
        "infra/railway/shared.production.variables.env", "infra/railway/shared.staging.variables.env",
      ])
    #expect(tradesense["infra/railway/backup.production.variables.env"] != nil)
    #expect(tradesense["infra/railway/backup.staging.variables.env"] == nil)
  }

  @Test func filesLieInTheRootInLayoutRepo() {
    let layout = OutputLayout(style: .repo)
    let gayed = EmittedSamples.files(RailwayEmitter.self, Self.gayedPrograms, layout: layout)
    #expect(
      gayed.keys.filter { $0.hasSuffix(".json") }.sorted() == [
        "backend/railway.json", "python-services/backtrader-analysis/railway.json", "railway.json",
      ])
    #expect(gayed["backend/railway.json"]?.contains("dockerfilePath") == false)
    let tradesense = EmittedSamples.files(RailwayEmitter.self, Self.tradesensePrograms, layout: layout)
    #expect(
      tradesense.keys.filter { $0.hasSuffix(".json") }.sorted() == [
        "src/backend/railway.backup.json", "src/backend/railway.json", "src/backend/railway.worker.json",
      ])
  }

  @Test func endOfTheFormatIsSaid() {
    let request = EmitRequest(programs: Self.gayedPrograms, layout: OutputLayout(), targets: ["railway"])
    #expect(RailwayEmitter.emit(request).findings.map(\.code) == ["W0907"])
  }

  // MARK: railway.json

  @Test func configurationOfAService() throws {
    #expect(
      try #require(gayed["infra/railway/backend/railway.json"]) == #"""
        {
          "$schema": "https://railway.com/railway.schema.json",
          "build": {
            "builder": "DOCKERFILE",
            "dockerfilePath": "infra/dockerfile/backend/Dockerfile",
            "watchPatterns": [
              "/backend/**",
              "/infra/dockerfile/backend/Dockerfile",
              "/infra/railway/backend/railway.json"
            ]
          },
          "deploy": {
            "drainingSeconds": 30,
            "healthcheckPath": "/health",
            "preDeployCommand": ["alembic upgrade head"],
            "startCommand": "/bin/sh -c \"exec uvicorn main:app --host 0.0.0.0 --port $PORT --workers $WEB_CONCURRENCY --timeout-keep-alive 75 --timeout-graceful-shutdown 25 --log-level $LOG_LEVEL\""
          },
          "environments": {
            "production": {
              "deploy": {
                "numReplicas": 3
              }
            }
          }
        }

        """#)
  }

  @Test func rootOfTheRepositoryLeavesOutSiblings() throws {
    let text = try #require(gayed["infra/railway/frontend/railway.json"])
    let patterns = [
      "/**", "!/backend/**", "!/python-services/backtrader-analysis/**", "!/infra/**",
      "/infra/dockerfile/frontend/Dockerfile", "/infra/railway/frontend/railway.json",
    ]
    let places = try patterns.map { try #require(text.range(of: "\"\($0)\"")).lowerBound }
    #expect(places == places.sorted())
    #expect(text.contains("\"startCommand\": \"node server.js\""))
  }

  @Test func cronRunsOnceAndIsNotDrained() throws {
    let text = try #require(tradesense["infra/railway/backup/railway.json"])
    #expect(text.contains("\"cronSchedule\": \"30 3 * * *\""))
    #expect(text.contains("\"restartPolicyType\": \"NEVER\""))
    #expect(text.contains("\"dockerfilePath\": \"infra/dockerfile/backend/Dockerfile\""))
    #expect(!text.contains("drainingSeconds") && !text.contains("environments"))
    #expect(try #require(tradesense["infra/railway/worker/railway.json"]).contains("\"drainingSeconds\": 30"))
  }

  @Test func defaultsOfThePlatformAreLeftOutAndOthersWritten() throws {
    var programs = Self.gayedPrograms
    for index in programs.indices {
      let position = try #require(programs[index].services.firstIndex { $0.name == "backtrader" })
      programs[index].services[position].restart.maxRetries = 3
      programs[index].services[position].health?.within = 60_000
      programs[index].services[position].region = "us-west2"
      programs[index].services[position].raw = ["railway": ["deploy": ["sleepApplication": true]]]
    }
    let files = EmittedSamples.files(RailwayEmitter.self, programs)
    let text = try #require(files["infra/railway/backtrader/railway.json"])
    for member in [
      "\"restartPolicyMaxRetries\": 3", "\"healthcheckTimeout\": 60", "\"us-west2\": {", "\"sleepApplication\": true",
    ] { #expect(text.contains(member)) }
    let plain = try #require(gayed["infra/railway/backtrader/railway.json"])
    for member in ["restartPolicy", "healthcheckTimeout", "numReplicas", "multiRegionConfig"] {
      #expect(!plain.contains(member))
    }
  }

  @Test func previewsSayOnlyWhatTheirBaseDoesNot() throws {
    let same = EmittedSamples.files(RailwayEmitter.self, Self.withPreview)
    #expect(try #require(same["infra/railway/backend/railway.json"]).contains("\"pr\"") == false)
    #expect(same["infra/railway/backend.preview.variables.env"] == nil)
    #expect(try #require(same["infra/railway/backend.staging.variables.env"]).contains("Pull-request environments"))

    var programs = Self.withPreview
    let position = try #require(programs[2].services.firstIndex { $0.name == "backend" })
    programs[2].services[position].stopGrace = 5000
    for index in 0...1 { programs[index].services[position].scale.replicas = 2 }
    let text = try #require(
      EmittedSamples.files(RailwayEmitter.self, programs)["infra/railway/backend/railway.json"])
    #expect(
      text.contains("\"pr\": {\n      \"deploy\": {\n        \"drainingSeconds\": 5,\n        \"numReplicas\": null"))
  }

  @Test func localEnvironmentsAreNotDeployed() throws {
    var programs = Self.gayedPrograms
    programs[1].environment = EnvironmentInfo(name: "dev", kind: .local)
    let files = EmittedSamples.files(RailwayEmitter.self, programs)
    #expect(files.keys.allSatisfy { !$0.contains(".dev.") })
    #expect(try #require(files["infra/railway/backend/railway.json"]).contains("environments") == false)
  }

  // MARK: Variables

  @Test func variablesOfAService() throws {
    let production = try lines(gayed, "backend.production.variables.env")
    for line in [
      "PORT=8000", "# 3 replicas x 2 workers x (4 + 3) = 42 of 97 connections",
      "DATABASE_URL=postgresql+asyncpg://${{postgres.PGUSER}}:${{postgres.PGPASSWORD}}@${{postgres.PGHOST}}:"
        + "${{postgres.PGPORT}}/${{postgres.PGDATABASE}}",
      "REDIS_URL=${{redis.REDIS_URL}}",
      "BACKTRADER_URL=http://${{backtrader.RAILWAY_PRIVATE_DOMAIN}}:${{backtrader.PORT}}",
      "ENVIRONMENT=${{RAILWAY_ENVIRONMENT_NAME}}",
      "ALLOWED_ORIGINS=https://app.gayed-signals.example.com,https://www.gayed-signals.example.com",
      "SECRET_KEY=${{shared.SECRET_KEY}}", "LOG_LEVEL=${{shared.LOG_LEVEL}}", "#   OPENAI_API_KEY",
    ] { #expect(production.contains(line), "\(line)") }
    #expect(!production.contains { $0.hasPrefix("OPENAI_API_KEY") })
    let staging = try lines(gayed, "backend.staging.variables.env")
    #expect(staging.contains("ALLOWED_ORIGINS=https://${{frontend.RAILWAY_PUBLIC_DOMAIN}}"))
    let frontend = try lines(gayed, "frontend.production.variables.env")
    #expect(frontend.contains("NEXT_PUBLIC_API_URL=https://api.gayed-signals.example.com"))
    #expect(try lines(gayed, "shared.staging.variables.env").contains("LOG_LEVEL=debug"))
  }

  @Test func everyFileCarriesItsHash() {
    for (path, text) in gayed where !path.hasSuffix(".json") {
      #expect(GeneratedHeader.verify(Array(text.utf8)) == true, "\(path)")
    }
  }

  @Test func queryOnAnUnchangedAddressIsASuffix() throws {
    var programs = Self.tradesensePrograms
    let service = try #require(programs[0].services.firstIndex { $0.name == "backend" })
    let variable = try #require(programs[0].services[service].env.firstIndex { $0.name == "DATABASE_URL" })
    programs[0].services[service].env[variable].surface = .concat([
      .variable(service: "postgres", name: "DATABASE_URL"), .literal("?sslmode=require"),
    ])
    let files = EmittedSamples.files(RailwayEmitter.self, programs)
    let text = try lines(files, "backend.production.variables.env")
    #expect(text.contains("DATABASE_URL=${{postgres.DATABASE_URL}}?sslmode=require"))
  }

  @Test(arguments: [
    ("Postgres", "Postgres"), ("main db", "\"main db\""), ("db-2", "\"db-2\""), ("docs-frontend", "docs-frontend"),
    ("v1.2", "\"v1.2\""), ("db2", "db2"),
  ]) func namesOfAnExistingProjectAreUsed(_ name: String, _ written: String) throws {
    var programs = Self.gayedPrograms
    let options: JSONValue = ["format": "json", "names": ["redis": .string(name)]]
    for index in programs.indices { programs[index].options = ["railway": options] }
    let files = EmittedSamples.files(RailwayEmitter.self, programs)
    #expect(try lines(files, "backend.production.variables.env").contains("REDIS_URL=${{\(written).REDIS_URL}}"))
  }

  @Test(arguments: ["Dear ${{ name }}", "two\nlines"]) func whatCannotBeWrittenIsSaid(_ text: String) throws {
    var programs = Self.gayedPrograms
    let service = try #require(programs[0].services.firstIndex { $0.name == "backend" })
    programs[0].services[service].env.append(Variable(name: "TEMPLATE", value: .literal(text), span: 7))
    let request = EmitRequest(programs: programs, layout: OutputLayout(), targets: ["railway"])
    let findings = RailwayEmitter.emit(request).findings.filter { $0.code == "E0916" }
    #expect(findings.count == 1)
    #expect(findings.first?.span == 7)
    #expect(findings.first?.message.contains("`backend.TEMPLATE`") == true)
  }

  // MARK: README

  @Test func readmeNamesOnlyWhatIsThere() throws {
    for text in [try #require(gayed["infra/railway/README.md"]), try #require(tradesense["infra/railway/README.md"])] {
      #expect(!text.contains("scripts/") && !text.contains("infracc secrets"))
      #expect(text.contains("2026-12-01") && text.contains("2026-08-28"))
    }
    let text = try #require(gayed["infra/railway/README.md"])
    #expect(text.contains("## 3. Databases") && text.contains("## 5. Afterwards"))
    #expect(text.contains("`ghcr.io/railwayapp-templates/postgres-ssl:15`"))
    #expect(text.contains("production 1 vCPU, 1 GiB, staging 0.5 vCPU, 512 MiB"))
    #expect(text.contains("| `LOG_LEVEL` | production `info`, staging `debug` | `backend`, `backtrader` |"))
    let staging = try #require(tradesense["infra/railway/README.md"])
    #expect(staging.contains("redis:7` | `/data` | no volume needed |"))
  }

  @Test func textOfATopologyOpensNothingInMarkdown() throws {
    var programs = Self.gayedPrograms
    for index in programs.indices {
      programs[index].shared[0].value = .literal("a`b | <script>\n# c")
    }
    let text = try #require(EmittedSamples.files(RailwayEmitter.self, programs)["infra/railway/README.md"])
    #expect(text.contains("`` a`b \\| <script> # c ``"))
  }
}
