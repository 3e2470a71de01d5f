import Diagnostics
package import Emit
package import IR
package import JSON

/// The portability table as it is printed: one row for each key of a service, one cell for each built-in target.
package enum PortabilityTable {
  package struct Row: Sendable {
    package let key: ServiceKey
    /// In the order of `targets`.
    package let cells: [Portable]
  }

  package static var targets: [String] { DeployTarget.builtIn.map(\.name) }

  package static var rows: [Row] {
    ServiceKey.allCases.map { key in
      Row(key: key, cells: DeployTarget.builtIn.map { $0.portability(of: key) })
    }
  }

  /// One word, or the code of the finding: `yes`, `W0903`.
  package static func word(_ cell: Portable) -> String {
    switch cell {
    case .native: "yes"
    case .lowered: "other form"
    case .approximated(let loss): "nearly, \(loss.kind.code)"
    case .lost(let loss): "no, \(loss.kind.code)"
    case .meaningless: "-"
    }
  }

  /// What else there is to say; nil for `native`.
  package static func words(_ cell: Portable) -> String? {
    switch cell {
    case .native: nil
    case .lowered(let words), .meaningless(let words): words
    case .approximated(let loss), .lost(let loss): loss.words
    }
  }

  /// `{key: {target: {is, code, why}}}`, keys as in the language.
  package static var json: JSONValue {
    .object(
      Dictionary(
        uniqueKeysWithValues: rows.map { row in
          let cells = zip(targets, row.cells).map { ($0, json($1)) }
          return (row.key.rawValue, .object(Dictionary(uniqueKeysWithValues: cells)))
        }))
  }

  private static func json(_ cell: Portable) -> JSONValue {
    var members: [String: JSONValue] = [:]
    switch cell {
    case .native: members["is"] = "native"
    case .lowered: members["is"] = "lowered"
    case .approximated: members["is"] = "approximated"
    case .lost: members["is"] = "lost"
    case .meaningless: members["is"] = "meaningless"
    }
    if let loss = cell.loss { members["code"] = .string(loss.kind.code) }
    if let words = words(cell) { members["why"] = .string(words) }
    return .object(members)
  }
}
