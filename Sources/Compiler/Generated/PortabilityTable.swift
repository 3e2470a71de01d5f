import Diagnostics
package import Emit
import IR
package import JSON

/// The portability table as it is printed: one row for each key of the language and each option of an emitter, one cell
/// for each built-in target.
package enum PortabilityTable {
  package struct Row: Sendable {
    /// The path as people write it: `repository.branch`, `services.build.watch`, `options.compose.bind`.
    package let key: String
    /// In the order of `targets`.
    package let cells: [Portable]
  }

  package static var targets: [String] { DeployTarget.builtIn.map(\.name) }

  package static var rows: [Row] { ofProject + ofOptions + ofServices }

  /// Keys outside services.
  package static var ofProject: [Row] {
    ProjectKey.allCases.map { key in
      Row(key: key.rawValue, cells: DeployTarget.builtIn.map { $0.portability(of: key) })
    }
  }

  /// Options, those of services among them.
  package static var ofOptions: [Row] {
    Emitters.all.flatMap { emitter in
      emitter.options.map { option in
        let path = "options.\(emitter.name).\(option.name)"
        return Row(
          key: option.owner == .service ? servicePrefix + path : path,
          cells: DeployTarget.builtIn.map { option.portability(of: emitter, on: $0) })
      }
    }
  }

  package static var ofServices: [Row] {
    ServiceKey.allCases.map { key in
      Row(key: servicePrefix + key.rawValue, cells: DeployTarget.builtIn.map { $0.portability(of: key) })
    }
  }

  private static let servicePrefix = "services."

  /// One word, or the code of the finding: `yes`, `W0903`.
  package static func word(_ cell: Portable) -> String {
    switch cell {
    case .native: "yes"
    case .lowered: "other form"
    case .approximated(let loss): "nearly, \(loss.kind.code)"
    case .lost(let loss): "no, \(loss.kind.code)"
    case .checked: "checked"
    case .meaningless: "-"
    }
  }

  /// What else there is to say; nil for `native`.
  package static func words(_ cell: Portable) -> String? {
    switch cell {
    case .native: nil
    case .lowered(let words), .checked(let words), .meaningless(let words): words
    case .approximated(let loss), .lost(let loss): loss.words
    }
  }

  /// `{key: {target: {is, code, why}}}`, keys as in the language.
  package static var json: JSONValue {
    .object(
      Dictionary(
        uniqueKeysWithValues: rows.map { row in
          let cells = zip(targets, row.cells).map { ($0, json($1)) }
          return (row.key, .object(Dictionary(uniqueKeysWithValues: cells)))
        }))
  }

  private static func json(_ cell: Portable) -> JSONValue {
    var members: [String: JSONValue] = [:]
    switch cell {
    case .native: members["is"] = "native"
    case .lowered: members["is"] = "lowered"
    case .approximated: members["is"] = "approximated"
    case .lost: members["is"] = "lost"
    case .checked: members["is"] = "checked"
    case .meaningless: members["is"] = "meaningless"
    }
    if let loss = cell.loss { members["code"] = .string(loss.kind.code) }
    if let words = words(cell) { members["why"] = .string(words) }
    return .object(members)
  }
}
