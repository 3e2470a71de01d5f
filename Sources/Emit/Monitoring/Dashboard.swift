import IR
import JSON

/// dashboard.json: what is measured, as diagrams of Grafana ("Dashboard JSON model", Grafana 12, read 2026-11-30).
struct Dashboard {
  private let environment: MeasuredEnvironment

  init(_ environment: MeasuredEnvironment) { self.environment = environment }

  /// The file's text.
  var text: String { JSONWriter.pretty(model) + "\n" }

  private static let source = "source"

  private var panels: [MeasuredPanel] {
    var panels: [MeasuredPanel] = []
    if !environment.healthy.isEmpty {
      let inside = "{job=\"\(PrometheusConfiguration.probes)\"}"
      panels.append(
        MeasuredPanel("Services that answer", .number, [("min by (service) (probe_success\(inside))", "{{service}}")]))
      panels.append(
        MeasuredPanel(
          "Answers of health paths, the 95th percentile of 10 minutes", .seconds,
          [("max by (service) (quantile_over_time(0.95, probe_duration_seconds\(inside)[10m]))", "{{service}}")]))
    }
    return panels + environment.stores.flatMap(\.measurement.panels)
  }

  private var model: JSONValue {
    let program = environment.program
    let variable: JSONValue = .object([
      "name": .string(Self.source), "label": .string("Prometheus"), "type": .string("datasource"),
      "query": .string("prometheus"),
    ])
    let name = "\(program.project)-\(program.environment.name)"
    return .object([
      "uid": .string(Self.identifier(name)),
      "title": .string("\(program.project), \(program.environment.name)"),
      "editable": .bool(false), "refresh": .string("1m"), "schemaVersion": .int(39),
      "time": .object(["from": .string("now-6h"), "to": .string("now")]),
      "templating": .object(["list": .array([variable])]),
      "panels": .array(panels.enumerated().map { Self.panel($1, at: $0) }),
    ])
  }

  /// A name as an identifier: at most 40 letters, digits and dashes.
  private static func identifier(_ name: String) -> String {
    String(name.prefix(40).map { $0.isASCII && ($0.isLetter || $0.isNumber) ? $0 : "-" })
  }

  private static func panel(_ panel: MeasuredPanel, at index: Int) -> JSONValue {
    var steps: [JSONValue] = [.object(["color": .string("green"), "value": .null])]
    if let limit = panel.limit { steps.append(.object(["color": .string("red"), "value": .int(limit)])) }
    let defaults: JSONValue = .object([
      "unit": .string(panel.unit.rawValue), "min": .int(0),
      "thresholds": .object(["mode": .string("absolute"), "steps": .array(steps)]),
      "custom": .object([
        "thresholdsStyle": .object(["mode": .string(panel.limit == nil ? "off" : "line")])
      ]),
    ])
    let targets = panel.lines.enumerated().map { number, line in
      JSONValue.object([
        // Letters from A on.
        "refId": .string(String(UnicodeScalar(UInt8(ascii: "A") + UInt8(clamping: number)))),
        "expr": .string(line.expression), "legendFormat": .string(line.name),
      ])
    }
    return .object([
      "id": .int(index + 1), "type": .string("timeseries"), "title": .string(panel.title),
      "datasource": .object(["type": .string("prometheus"), "uid": .string("${\(source)}")]),
      "gridPos": .object([
        "h": .int(8), "w": .int(12), "x": .int(index % 2 * 12), "y": .int(index / 2 * 8),
      ]),
      "fieldConfig": .object(["defaults": defaults, "overrides": .array([])]),
      "targets": .array(targets),
    ])
  }

  // MARK: Files of Grafana

  /// Where Grafana asks: the server beside it.
  static func source(_ environment: MeasuredEnvironment) -> YAMLDocument {
    let server = environment.server("")
    var source = YAMLMapping()
    source.add("name", .text("Prometheus"))
    source.add("type", .text("prometheus"))
    source.add("url", .quoted("http://\(server.name):\(server.port)"))
    source.add("isDefault", .boolean(true))
    return document("datasources", source)
  }

  /// Where Grafana finds the dashboard.
  static let provider: YAMLDocument = {
    var provider = YAMLMapping()
    provider.add("name", .text("infracc"))
    provider.add("type", .text("file"))
    provider.add("options", .mapping(.flow([("path", .text(MeasuredEnvironment.folder))])))
    return document("providers", provider)
  }()

  private static func document(_ key: String, _ entry: YAMLMapping) -> YAMLDocument {
    var root = YAMLMapping()
    root.add("apiVersion", .integer(1))
    root.add(key, .sequence([YAMLItem(.mapping(entry))]))
    return YAMLDocument(root: root)
  }
}
