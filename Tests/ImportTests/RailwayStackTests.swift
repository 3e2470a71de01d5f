import Diagnostics
import Import
import Model
import Testing

/// `railway.json` and `railway.toml` as the services of one stack.
struct RailwayStackTests {
  private static let api = """
    {
      "build": { "builder": "RAILPACK", "buildCommand": "npm run build", "watchPatterns": ["src/**", "package.json"] },
      "deploy": {
        "startCommand": "node server.js --port $PORT",
        "preDeployCommand": ["npx prisma migrate deploy", "node seed.js"],
        "healthcheckPath": "/health", "healthcheckTimeout": 120,
        "restartPolicyType": "ON_FAILURE", "restartPolicyMaxRetries": 3,
        "multiRegionConfig": { "europe-west4-drams3a": { "numReplicas": 2 } },
        "drainingSeconds": 20, "requiredMountPath": "/data",
        "limitOverride": { "containers": { "cpu": 1.5, "memoryBytes": 536870912 } }
      },
      "environments": {
        "staging": { "deploy": { "startCommand": "node server.js", "healthcheckPath": null, "numReplicas": 1 } },
        "pr": { "deploy": { "cronSchedule": "0 3 * * *" } }
      }
    }
    """

  private let example = PlatformExample([
    ("api/railway.json", Self.api), ("worker/Dockerfile", "FROM node:24-slim\n"),
    ("worker/railway.toml", "[deploy]\nstartCommand = \"node worker.js\"\nrestartPolicyType = \"never\"\n"),
    ("railway.cleanup.toml", "deploy.cronSchedule = '*/5 * * * *'\n"),
  ])

  @Test func allFilesAreOneStack() throws {
    let stack = try #require(example.stacks.first)
    #expect(example.stacks.count == 1 && stack.dialect == .railway)
    #expect(stack.files == ["railway.cleanup.toml", "api/railway.json", "worker/railway.toml"])
    #expect(stack.services.map(\.name) == ["cleanup", "api", "worker"])
    #expect(stack.services[2].plain("build") == "{context: worker, dockerfile: Dockerfile}")
    #expect(stack.services[2].plain("restart") == "no")
    #expect(stack.services[0].facts.role?.value == .cron)
    #expect(stack.services[0].facts.schedule?.value == "*/5 * * * *")
  }

  @Test func settingsHaveTheirPlaces() throws {
    let service = try #require(example.stacks.first?.service("api"))
    let facts = service.facts
    #expect(service.plain("command") == "node server.js --port $$PORT")
    #expect(service.command?.texts.first?.known == "node server.js --port $PORT")
    #expect(facts.release?.texts.first?.known == "npx prisma migrate deploy && node seed.js")
    #expect(service.plain("restart") == "on-failure:3" && service.plain("stop_grace_period") == "20s")
    #expect(service.replicas?.count == 2)
    let texts = [
      facts.health.map { example.text($0.path.span) }, facts.region.map { example.text($0.span) },
      facts.builder.map { example.text($0.span) }, facts.buildCommand.map { example.text($0.span) },
      facts.memory.map { example.text($0.span) },
    ]
    #expect(
      texts == ["\"/health\"", "\"europe-west4-drams3a\"", "\"RAILPACK\"", "\"npm run build\"", "536870912"])
    #expect(facts.health?.timeout?.value == 120_000 && facts.processors?.value == 1_500)
    #expect(facts.watch.map(\.value) == ["src/**", "package.json"])
    #expect(facts.disks.map(\.mountPath.value) == ["/data"])
    #expect(service.mounts.map(\.target) == ["/data"] && service.mounts.map(\.kind) == [.volume])
  }

  /// An environment is laid over the rest; `null` takes a setting away, and a pull request has no block of production here.
  @Test func environments() throws {
    let service = try #require(example.stacks.first?.service("api"))
    #expect(service.facts.environments.map(\.name) == ["staging", "pr"])
    let staging = service.facts.environments[0].service
    #expect(staging.plain("command") == "node server.js" && staging.facts.health == nil)
    #expect(staging.facts.release != nil)
    #expect(service.facts.environments[1].service.facts.role?.value == .cron)
  }

  /// Every scalar of a file can be accounted for.
  @Test func scalarsHaveDottedPaths() throws {
    let scalars = example.scalars(of: try #require(example.stacks.first))
    #expect(scalars["deploy.preDeployCommand.1"] == "node seed.js")
    #expect(scalars["deploy.multiRegionConfig.europe-west4-drams3a.numReplicas"] == "2")
    #expect(scalars["environments.staging.deploy.startCommand"] == "node server.js")
    #expect(scalars["deploy.cronSchedule"] == "*/5 * * * *")
  }

  @Test func brokenTOMLIsReported() {
    let example = PlatformExample([("railway.toml", "[deploy]\nstartCommand = node server.js\n")])
    #expect(example.stacks.isEmpty && example.problems.map(\.code) == ["E0118"])
    #expect(example.problems.map { example.text($0.primary.span) } == ["startCommand = node server.js"])
  }
}
