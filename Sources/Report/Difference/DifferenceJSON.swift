import IR
package import JSON

/// Differences as data: what the text, a pull request and a pipeline read. `schemas/diff.v1.schema.json` describes it.
package enum DifferenceJSON {
  /// Of the format: readers take what has the same first number.
  package static let version = "1.0"

  /// - Parameters:
  ///   - others: environments that only one side has.
  ///   - compiler: the version of infracc.
  package static func document(
    _ differences: [Difference], _ others: [EnvironmentChange], compiler: String
  ) -> JSONValue {
    [
      "version": .string(version), "compiler": ["name": "infracc", "version": .string(compiler)],
      "environments": .array(differences.map(environment)), "others": .array(others.map(other)),
    ]
  }

  private static func environment(_ difference: Difference) -> JSONValue {
    [
      "from": side(difference.old), "to": side(difference.new), "differs": .bool(!difference.isEmpty),
      "services": .array(difference.services.compactMap(service)),
      "shared": .array(difference.shared.map(change)), "project": .array(difference.project.map(change)),
      "effects": .array(difference.effects.map(effect)),
      "unchanged": .array(difference.unchanged.map { .string($0.kind.rawValue) }),
      "consequences": .array(difference.consequences.map(consequence)),
      "worst": .object(difference.worst.mapValues { .string($0.name) }),
    ]
  }

  private static func other(_ change: EnvironmentChange) -> JSONValue {
    [
      "name": .string(change.name), "kind": .string(change.kind.rawValue),
      "consequences": .array(change.consequences.map(consequence)),
    ]
  }

  private static func side(_ side: Difference.Side) -> JSONValue {
    [
      "name": .string(side.name), "project": .string(side.program.project),
      "environment": .string(side.program.environment.name),
    ]
  }

  /// Nil: nothing that anybody wrote differs.
  private static func service(_ service: ServiceChange) -> JSONValue? {
    switch service.kind {
    case .added(let summary): ["name": .string(service.name), "kind": "added", "summary": .string(summary)]
    case .removed(let summary): ["name": .string(service.name), "kind": "removed", "summary": .string(summary)]
    case .renamed(let name): ["name": .string(service.name), "kind": "renamed", "from": .string(name)]
    case .changed:
      service.changes.isEmpty
        ? nil
        : ["name": .string(service.name), "kind": "changed", "changes": .array(service.changes.map(change))]
    }
  }

  private static func change(_ change: Change) -> JSONValue {
    var members: [String: JSONValue] = ["key": .string(change.key), "kind": .string(change.kind.rawValue)]
    members["old"] = change.old.map(shown)
    members["new"] = change.new.map(shown)
    members["oldPlace"] = change.oldPlace.map(place)
    members["newPlace"] = change.newPlace.map(place)
    return .object(members)
  }

  private static func shown(_ shown: Shown) -> JSONValue {
    ["text": .string(shown.text), "secret": .bool(shown.isSecret)]
  }

  private static func place(_ place: Place) -> JSONValue {
    ["file": .string(place.file), "line": .int(place.line), "column": .int(place.column)]
  }

  private static func effect(_ effect: Effect) -> JSONValue {
    var members: [String: JSONValue] = [
      "kind": .string(effect.kind.rawValue),
      "subject": .string(effect.subject.drop { $0 == " " }.description),
    ]
    members["old"] = effect.old.map { .string($0) }
    members["new"] = effect.new.map { .string($0) }
    members["note"] = effect.note.map { .string($0) }
    members["worse"] = effect.isWorse.map { .bool($0) }
    return .object(members)
  }

  private static func consequence(_ item: Consequence) -> JSONValue {
    var members: [String: JSONValue] = [
      "key": .string(item.key), "target": .string(item.target), "class": .string(item.severity.name),
      "gap": .bool(item.hasGap), "reason": .string(item.reason), "places": .array(item.places.map(place)),
    ]
    members["service"] = item.service.map { .string($0) }
    members["do"] = item.remedy.map { .string($0) }
    return .object(members)
  }
}
