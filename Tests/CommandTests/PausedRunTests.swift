import Foundation
import TestSupport
import Testing

/// What a run finds and writes depends on its input alone: not on time, on other work of the machine, on the directory,
/// or on the order in which hash tables give their elements.
@Suite struct PausedRunTests {
  /// One `check` and one `build`: what they print, and every file by its path.
  private struct Result: Equatable {
    let reports: [String]
    let files: [String: String]
  }

  /// Services of several types with findings of rules, probes and emitters, in two environments and for all targets.
  private static let topology: String = {
    var text = """
      infracc: 1
      project: shop
      targets: [railway, compose, procfile]
      secrets: { API_KEY: external, SECRET_KEY: generate }
      variables: { LOG_LEVEL: info, REGION: eu }
      services:
        postgres: {}
        redis: { tuning: { policy: allkeys-lru }, resources: { memory: 256MiB } }

      """
    for number in 0..<24 {
      text += """
          api-\(number):
            type: fastapi
            root: ./api
            port: \(9000 + number)
            public: true
            health: /health
            pools: { postgres: { size: 1, overflow: 0 } }
            use: [API_KEY, SECRET_KEY, LOG_LEVEL]
            variables:
              DATABASE_URL: $<<postgres.DATABASE_URL>>
              REDIS_URL: $<<redis.REDIS_URL>>
              NEXT_URL: $<<api-\((number + 1) % 24).private_url>>
              Color\(number): blue

        """
    }
    return text + "environments: { staging: { variables: { LOG_LEVEL: debug } }, production: {} }\n"
  }()

  private static func result(in place: String, pauses: Int, _ variables: [String: String]) throws -> (Result, Int) {
    let folder = try TemporaryFolder()
    try folder.write(topology, to: place + "/topology.yaml")
    try folder.write("import os\nkey = os.environ[\"NOT_GIVEN\"]\n", to: place + "/api/main.py")
    try folder.write("fastapi\nuvicorn==0.34.0\n", to: place + "/api/requirements.txt")
    let environment = ["NO_COLOR": "", "LC_ALL": "C"].merging(variables) { _, new in new }
    var stops = 0
    var reports: [String] = []
    for arguments in [["check", "--format", "json"], ["build", "--infos"]] {
      let (output, count) = try runPaused(
        try Repository.program, arguments, pauses: pauses, environment: environment, directory: folder.path(place))
      #expect(output.status == 0, "\(output.stderr.prefix(500))")
      reports += [output.stdout, output.stderr]
      stops += count
    }
    var files: [String: String] = [:]
    for path in folder.files() where path.hasPrefix(place + "/infra") {
      files[String(path.dropFirst(place.count))] = try String(contentsOfFile: folder.path(path), encoding: .utf8)
    }
    return (Result(reports: reports, files: files), stops)
  }

  @Test func stoppedRunsGiveTheSame() async throws {
    let quiet = try Self.result(in: "shop", pauses: 0, ["SWIFT_DETERMINISTIC_HASHING": "1"]).0
    #expect(quiet.files.count > 30)
    for code in ["W0225", "W1001", "W1005", "W1010", "I0914", "I1009"] {
      #expect(quiet.reports[0].contains("\"\(code)\""), "\(code)")
    }
    // Others run at the same time. Without the variable each run has a seed of its own.
    try await withThrowingTaskGroup(of: (Result, Int, Int).self) { group in
      for number in 0..<6 {
        group.addTask {
          let pauses = number % 2 == 0 ? 40 : 0
          let variables = number % 3 == 0 ? ["SWIFT_DETERMINISTIC_HASHING": "1"] : [:]
          let (result, stops) = try Self.result(in: "a b/\(number)/shop", pauses: pauses, variables)
          return (result, stops, pauses)
        }
      }
      for try await (result, stops, pauses) in group {
        #expect(result.reports == quiet.reports)
        #expect(result.files == quiet.files)
        // Both programs were stopped, and more than once.
        #expect(stops > (pauses == 0 ? -1 : 4))
      }
    }
  }
}
