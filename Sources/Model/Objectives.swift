import Diagnostics
package import IR
import JSON
import Syntax

/// `objectives`: what a service must achieve.
package final class ObjectivesDeclaration {
  /// Milliseconds.
  package var latency: Located<Int>?
  /// Hundredths of a percent.
  package var errors: Located<Int>?
  package var headers: Located<[Located<String>]>?

  package init() {}

  package static let shape = Shape<ObjectivesDeclaration>(
    "objectives",
    [
      Field(
        .objectivesLatency, { $0.latency = $1 }, .latency,
        doc: "The longest answer of 95 of 100 requests; shorter than `server.timeout`."),
      Field(
        .objectivesErrors, { $0.errors = $1 }, .share(0...50), doc: "The largest share of answers 5xx. Default: none."),
      Field(
        .objectivesHeaders, { $0.headers = $1 }, .headerNames,
        doc: "Names of headers that answers must have: `[strict-transport-security]`."),
    ])

  /// The same in the IR; nil where nothing is declared.
  package var lowered: Objectives? {
    let names = (headers?.value ?? []).map(\.value)
    guard latency != nil || errors != nil || !names.isEmpty else { return nil }
    return Objectives(latency: latency?.value, errors: errors?.value, headers: names)
  }
}

/// `metrics`: where a service answers with its metrics.
package final class MetricsDeclaration {
  package var path: Located<String>?
  package var port: Located<PortChoice>?

  package init() {}

  package static let shape = Shape<MetricsDeclaration>(
    "metrics",
    [
      Field(.metricsPath, { $0.path = $1 }, .requestPath, required: true, doc: "Path of the metrics: `/metrics`."),
      Field(
        .metricsPort, { $0.port = $1 }, .healthPort,
        doc: "The port of the path, where it is not `port`: a number, or a name of `ports`."),
    ])
}

extension FieldType where Value == MetricsDeclaration {
  /// A path, or a mapping of path and port.
  package static let metrics = FieldType(
    "a path, or a mapping of path and port",
    schema: ValueSchemas.any(FieldType<String>.requestPath.schema, MetricsDeclaration.shape.schema)
  ) { node, decoder in
    let metrics = MetricsDeclaration()
    guard node.scalar != nil else {
      decoder.decode(node, as: MetricsDeclaration.shape, into: metrics, owner: "`metrics`")
      return metrics
    }
    guard let path = FieldType<String>.requestPath.read(node, decoder) else { return nil }
    metrics.path = Located(path, node)
    decoder.record(.metricsPath, node)
    return metrics
  }
}

extension FieldType where Value == Int {
  /// A duration of at least a millisecond, in milliseconds.
  fileprivate static let latency = FieldType(duration.phrase, quantity: .duration, schema: duration.schema) {
    node, decoder in
    guard let milliseconds = duration.read(node, decoder) else { return nil }
    guard milliseconds > 0 else {
      decoder.report(.outOfRange, at: node.span, "an answer takes longer than \(node.text ?? "0s")") {
        $0.help = ["write the longest answer that clients accept, such as `500ms`"]
      }
      return nil
    }
    return milliseconds
  }
}

extension FieldType where Value == String {
  /// The path of a request without a query: what a scraper asks for.
  fileprivate static let requestPath = FieldType.scalar(
    "a path such as /metrics", schema: ValueSchemas.pattern("^/[A-Za-z0-9._~@:+=,/-]*$", ["/metrics"])
  ) { text, node, decoder in
    let isPath = text.utf8.first == UInt8(ascii: "/") && text.utf8.allSatisfy(isOfPath)
    if isPath { return text }
    decoder.report(.malformedValue, at: node.span, "\(text.quotedForMessage) is not a path") {
      $0.help = ["write a path without a query, such as `/metrics`"]
    }
    return nil
  }

  private static func isOfPath(_ byte: UInt8) -> Bool {
    ValueScanner.isAlphanumeric(byte) || "-._~@:+=,/".utf8.contains(byte)
  }

  /// The name of a header: a token of RFC 9110, section 5.6.2 (June 2022).
  fileprivate static let headerName = FieldType.scalar(
    "the name of a header", schema: ValueSchemas.pattern("^[A-Za-z0-9!#$%&'*+.^_`|~-]+$", ["strict-transport-security"])
  ) { text, node, decoder in
    let isToken = text.utf8.allSatisfy { ValueScanner.isAlphanumeric($0) || "!#$%&'*+-.^_`|~".utf8.contains($0) }
    if isToken, !text.isEmpty { return text }
    decoder.report(.malformedValue, at: node.span, "\(text.quotedForMessage) is not the name of a header") {
      $0.help = ["write the name alone, without its value, such as `strict-transport-security`"]
    }
    return nil
  }
}

extension FieldType where Value == [Located<String>] {
  fileprivate static let headerNames = FieldType(
    "a list of names of headers", schema: ValueSchemas.list(FieldType<String>.headerName.schema)
  ) { FieldType<String>.headerName.readList($0, $1) }
}

extension ServiceDeclaration {
  /// The metrics in the IR; nil where there are none, or their port is not known, which was reported.
  package var loweredMetrics: Metrics? {
    guard let declared = metrics?.value, let path = declared.path, let port = metricsPort else { return nil }
    return Metrics(path: path.value, port: port)
  }

  /// The port of the metrics, the service's own where no other is written; nil: there is none.
  private var metricsPort: Int? {
    switch metrics?.value.port?.value {
    case .number(let number): number
    case .name(let name): port(named: name)
    case nil: port?.value ?? type.defaultPort
    }
  }

  /// E0202: metrics of a service without a port need one.
  func checkMetrics(_ decoder: Decoder) {
    guard let metrics, metrics.value.path != nil, metrics.value.port == nil, metricsPort == nil, !isTypeGuessed,
      !type.traits.contains(.web)
    else { return }
    decoder.report(.missingKey, at: metrics.span, "the metrics of `\(name)` have no `port`") {
      $0.path = "services.\(name).\(ServiceKey.metrics.rawValue)"
      let path = metrics.value.path?.value ?? "/metrics"
      $0.help = ["declare where it answers: `metrics: { path: \(path), port: 9100 }`"]
    }
  }

  /// E0213: a path at a port that the service does not have.
  func checkPortNames(_ decoder: Decoder) {
    check(health?.value.port, .healthPort, decoder)
    check(metrics?.value.port, .metricsPort, decoder)
  }

  private func check(_ port: Located<PortChoice>?, _ key: ServiceKey, _ decoder: Decoder) {
    guard let port, case .name(let name) = port.value, self.port(named: name) == nil else { return }
    let names = ports.map(\.name)
    decoder.report(.malformedValue, at: port.span, "no port is named `\(name)`") {
      $0.path = "services.\(self.name).\(key.rawValue)"
      let nearest = Suggestion.nearest(to: name, among: names + [ServiceKey.port.name])
      if let first = nearest.first {
        $0.help = ["did you mean \(Words.alternatives(nearest))?"]
        $0.fixes = [FixIt("write `\(first)`", .unsafe, [.init(port.span, first)])]
        return
      }
      $0.help = ["write the number that is listened on, such as `port: 8080`"]
      $0.help.append(
        names.isEmpty ? "or name it: `ports: { \(name): 8080 }`" : "or a name of `ports`: \(Words.alternatives(names))")
    }
  }
}
