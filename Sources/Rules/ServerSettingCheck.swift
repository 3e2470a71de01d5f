import Resolution
package import Diagnostics
import Engines
import IR
import Model
import Tuning

/// Settings under `tuning:` that the server of that version does not have, or whose value it refuses: it would not
/// start.
package enum ServerSettingCheck: Check {
  package static var kind: DiagnosticKind { .keyHasNoMeaning }

  package static func run(in context: CheckContext) {
    for service in context.services {
      guard let engine = service.type.engine else { continue }
      context.judge(service.declaration.node, by: Self.self) { check(service, engine, in: context) }
    }
  }

  private static func check(_ service: ServiceSymbol, _ server: StoreEngine, in context: CheckContext) {
    let version = service.serverVersion
    guard version.isOfficial, let major = version.major, server.settings.versions?.contains(major) == true else {
      // Nothing is known about the settings of this server but the form of their names.
      for setting in service.declaration.tuningExtra where !isName(setting.name) {
        context.report(
          kind, at: setting.nameSpan, path: "services.\(service.name).tuning.extra.\(setting.name)",
          "`\(setting.name)` is not a name of a setting", label: "the server does not start with it"
        ) { $0.help = ["write a word of letters, digits, `_`, `-` and `.`"] }
      }
      return
    }
    let known = Known(service: service, server: server, major: major)
    for setting in service.declaration.tuning?.value ?? [] {
      let rows = server.settings.rows(setting.name)
      // `profile` is no setting of the server.
      guard !rows.isEmpty, let node = service.declaration.tuningNodes[setting.name] else { continue }
      guard let row = rows.first(where: { $0.versions.contains(major) }) else {
        unknown(setting.name, at: setting.nameSpan, "tuning", rows, known, in: context)
        continue
      }
      guard let problem = setting.value.problem(for: row) else { continue }
      report(problem, node.text ?? "", at: node.span, setting.name, "tuning", known, in: context)
    }
    for setting in service.declaration.tuningExtra where !server.settings.isForeign(setting.name) {
      let rows = server.settings.rows(setting.name)
      guard let row = rows.first(where: { $0.versions.contains(major) }) else {
        unknown(setting.name, at: setting.nameSpan, "tuning.extra", rows, known, in: context)
        continue
      }
      if row.context == .fixed {
        context.report(
          kind, at: setting.nameSpan, path: "services.\(service.name).tuning.extra.\(setting.name)",
          "`\(setting.name)` of \(server.title) cannot be set"
        ) { $0.help = ["delete it: the server computes it by itself"] }
      } else if let problem = row.problem(with: setting.value.value) {
        report(
          problem, setting.value.value, at: setting.value.span, setting.name, "tuning.extra", known, in: context)
      }
    }
  }

  private static func isName(_ name: String) -> Bool {
    let isWord = { (byte: UInt8) in
      (48...57).contains(byte) || (97...122).contains(byte | 0x20) || byte == UInt8(ascii: "_")
    }
    return name.utf8.first.map(isWord) ?? false && name.utf8.allSatisfy { isWord($0) || "-.".utf8.contains($0) }
  }

  /// A store whose server and version are known.
  private struct Known {
    let service: ServiceSymbol
    let server: StoreEngine
    let major: Int
  }

  private static func unknown(
    _ name: String, at span: Span, _ key: String, _ rows: [ServerSetting], _ known: Known, in context: CheckContext
  ) {
    let (server, version) = (known.server, known.major)
    context.report(
      kind, at: span, path: "services.\(known.service.name).\(key).\(name)",
      "\(server.title) \(version) has no `\(name)`",
      label: "the server does not start with it"
    ) {
      if let row = rows.first {
        $0.help = [
          version < row.versions.lowerBound
            ? "delete it; it came with \(server.title) \(row.versions.lowerBound)"
            : "delete it; \(server.title) \((rows.last ?? row).versions.upperBound) was the last version that had it"
        ]
        return
      }
      let nearest = context.analysis.bag.nearest(to: name, among: server.settings.names())
      if let first = nearest.first {
        $0.help = ["did you mean \(Words.alternatives(nearest))?"]
        $0.fixes = [FixIt("write `\(first)`", .unsafe, [.init(span, first)])]
      } else {
        $0.help = ["delete it; settings of extensions have a `.` in their name"]
      }
    }
  }

  private static func report(
    _ problem: ServerSetting.Problem, _ text: String, at span: Span, _ name: String, _ key: String, _ known: Known,
    in context: CheckContext
  ) {
    let found = text.quotedForMessage
    let path = "services.\(known.service.name).\(key).\(name)"
    let (server, version) = (known.server, known.major)
    switch problem {
    case .notBoolean:
      context.report(.wrongScalar, at: span, path: path, "`\(name)` takes `on` or `off`, found \(found)")
    case .notNumber:
      context.report(.wrongScalar, at: span, path: path, "`\(name)` takes a number, found \(found)")
    case .notOneOf(let words):
      context.report(
        .notInEnumeration, at: span, path: path,
        "`\(name)` of \(server.title) \(version) is one of \(Words.enumeration(words)), found \(found)")
    case .unknownUnit(let units):
      context.report(.malformedValue, at: span, path: path, "\(found) has no unit that `\(name)` takes") {
        $0.help = [
          units.isEmpty ? "write a number without a unit" : "units are \(Words.enumeration(units)); case matters"
        ]
      }
    case .outOfRange(let low, let high):
      context.report(
        .outOfRange, at: span, path: path, "\(found) is out of range (\(low)–\(high))",
        label: "\(server.title) \(version) takes \(low) to \(high) for `\(name)`")
    }
  }
}

extension TuningValue {
  fileprivate func problem(for setting: ServerSetting) -> ServerSetting.Problem? {
    switch self {
    case .bytes(let number), .integer(let number), .milliseconds(let number):
      setting.problem(withBase: Double(number))
    case .text(let text): setting.problem(with: text)
    case .boolean, .auto, .percent, .list: nil
    }
  }
}
