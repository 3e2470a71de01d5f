import IR

/// Programs that measure an environment on Railway: services of the same project, made by hand (docs.railway.com, "Private
/// networking", read 2026-11-30).
struct RailwayMeasuring: MeasuredTarget {
  let operation: RailwayOperation

  func host(of service: Service) -> String { Self.host(service.dns) }

  func host(of program: MeasuringProgram) -> String { Self.host(program.name) }

  private static func host(_ name: String) -> String { name + ".railway.internal" }

  /// Private networking has IPv6 in every environment, and an address for each replica.
  var replicaRecords: String? { "AAAA" }

  var servesDomains: Bool { true }

  var startFile: String? { nil }

  func writeStart(of programs: [MeasuringProgram], to writer: inout TextWriter) {}

  var startCommands: [String] { [] }

  var directory: String { operation.directory }

  var notes: [String] {
    [
      "No file starts the programs there. Exporters need the private network: make a service of each image under Programs in "
        + "the same project and environment, with the name that is given there, and give it its variables.",
      "Images take no mounted file: build one of `prom/prometheus` and one of `prom/blackbox-exporter` with these files in "
        + "`\(MeasuredEnvironment.folder)`.",
      "Without a public domain Prometheus is not reachable from outside; it has no login of its own.",
    ]
  }
}
