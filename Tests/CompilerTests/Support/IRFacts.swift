import Compiler
import IR
import JSON

/// The programs of a run, taken apart into facts without positions in the file, so that two runs can be compared.
struct IRFacts {
  /// What a fact is about.
  enum Subject: Hashable, Sendable {
    /// A variable of a service; emitted ones follow from a key or from the type of the service.
    case variable(service: String, name: String)
    /// Any other property of a service, by its name in the IR.
    case member(service: String, name: String)
    case edges(from: String)
    case secret(String)
    case shared(String)
    case budgets
    /// What is declared once for the environment: its kind, targets and options.
    case environment(String)
  }

  struct Fact: Hashable, Sendable {
    let environment: String
    let subject: Subject
  }

  private(set) var values: [Fact: JSONValue] = [:]

  init(_ compilation: Compilation) {
    let document = IRCoding.document(compilation.programs, compiler: "")
    for program in document["programs"]?.array ?? [] { add(Self.withoutPositions(program)) }
  }

  /// The facts that differ, or that only one side has.
  static func changes(_ before: IRFacts, _ after: IRFacts) -> Set<Fact> {
    Set(before.values.keys).union(after.values.keys).filter { before.values[$0] != after.values[$0] }
  }

  /// The addresses that both have and that different readers can reach: facts about variables.
  static func movedAddresses(_ before: IRFacts, _ after: IRFacts) -> Set<Fact> {
    changes(before, after).filter { fact in
      guard case .variable = fact.subject, let old = before.reach(of: fact), let value = after.values[fact] else {
        return false
      }
      return value["marks"]?["reach"]?.string != old
    }
  }

  private func reach(of fact: Fact) -> String? { values[fact]?["marks"]?["reach"]?.string }

  /// Whether a variable is emitted, not written.
  func isEmitted(_ fact: Fact) -> Bool { ["key", "type"].contains(values[fact]?["origin"]?.string) }

  private mutating func add(_ program: JSONValue) {
    guard let environment = program["environment"]?["name"]?.string else { return }
    func put(_ subject: Subject, _ value: JSONValue) {
      values[Fact(environment: environment, subject: subject)] = value
    }
    for (key, value) in program.object ?? [:] {
      switch key {
      case "services":
        for service in value.array ?? [] {
          guard let name = service["name"]?.string else { continue }
          for (member, value) in service.object ?? [:] where member != "env" {
            put(.member(service: name, name: member), value)
          }
          for variable in service["env"]?.array ?? [] {
            put(.variable(service: name, name: variable["name"]?.string ?? ""), variable)
          }
        }
      case "edges":
        let edges = value.array ?? []
        for name in Set(edges.compactMap { $0["from"]?.string }) {
          put(.edges(from: name), .array(edges.filter { $0["from"]?.string == name }))
        }
      case "secrets": for secret in value.array ?? [] { put(.secret(secret["id"]?.string ?? ""), secret) }
      case "shared": for variable in value.array ?? [] { put(.shared(variable["name"]?.string ?? ""), variable) }
      case "budgets": put(.budgets, value)
      default: put(.environment(key), value)
      }
    }
  }

  /// Positions move with every edit, and what was written is no fact of what runs.
  private static let positions: Set<String> = [
    "span", "spans", "sources", "places", "optionPlaces", "targetPlaces", "rawPlaces", "declared",
  ]

  private static func withoutPositions(_ value: JSONValue) -> JSONValue {
    switch value {
    case .object(let members):
      .object(members.filter { !positions.contains($0.key) }.mapValues(withoutPositions))
    case .array(let items): .array(items.map(withoutPositions))
    default: value
    }
  }
}
