import IR
import JSON

/// The JSON Schema of what `infracc diff --format json` prints.
enum DiffSchema: SchemaParts {
  static let document: JSONValue = object(
    [
      "version": [
        "type": "string", "pattern": "^1\\.[0-9]+$", "description": "Of the format; a minor version only adds.",
      ],
      "compiler": object(["name": ["type": "string"], "version": ["type": "string"]], required: ["name", "version"]),
      "environments": list(environment, "One for each environment that both sides have, or one for two environments."),
      "others": list(other, "Environments that only one side has."),
    ], required: ["version", "compiler", "environments", "others"],
    besides: [
      "$schema": "https://json-schema.org/draft/2020-12/schema", "$id": "urn:infracc:schema:diff:1",
      "title": "infracc diff, version 1",
    ])

  private static let environment = object(
    [
      "from": side, "to": side, "differs": ["type": "boolean", "description": "Something that is deployed differs."],
      "services": list(service, "In order of declaration, those that went last."),
      "shared": list(change, "Shared variables."), "project": list(change, "Keys outside of services."),
      "effects": list(effect, "Derived values that differ."),
      "unchanged": texts("Kinds of effects that were compared and are equal."),
      "consequences": list(consequence, "What it does to what runs, the worst first; empty for two environments."),
      "worst": [
        "type": "object", "additionalProperties": severity, "description": "The highest class, by target.",
      ],
    ],
    required: [
      "from", "to", "differs", "services", "shared", "project", "effects", "unchanged", "consequences", "worst",
    ])

  private static let other = object(
    [
      "name": text("The name of the environment."), "kind": ["enum": ["added", "removed"]],
      "consequences": list(consequence, "What becomes of what was deployed from it."),
    ], required: ["name", "kind", "consequences"])

  private static let side = object(
    [
      "name": text("What the command line calls it."), "project": text("The name of the project."),
      "environment": text("The name of the environment."),
    ], required: ["name", "project", "environment"])

  private static let service = object(
    [
      "name": text("The declared name."), "kind": ["enum": ["added", "removed", "renamed", "changed"]],
      "from": text("Of a renamed one: the former name."),
      "summary": text("Of an added or removed one: what it is, in one line."),
      "changes": list(change, "Of a changed one, in the order of the language."),
    ], required: ["name", "kind"])

  private static let change = object(
    [
      "key": text("Below its service: `resources.memory`."), "kind": ["enum": ["added", "removed", "changed"]],
      "old": shown, "new": shown, "oldPlace": place, "newPlace": place,
    ], required: ["key", "kind"])

  private static let shown = object(
    [
      "text": text("For people."),
      "secret": ["type": "boolean", "description": "`text` is the rule of a secret, never its value."],
    ], required: ["text", "secret"])

  private static let place = object(
    [
      "file": text("As findings name it."), "line": ["type": "integer", "minimum": 1],
      "column": ["type": "integer", "minimum": 1, "description": "In code points."],
    ], required: ["file", "line", "column"])

  private static let effect = object(
    [
      "kind": text("Such as `connections`, `images`, `origins`."), "subject": text("What it is of."),
      "old": text("Absent: there is none."), "new": text("Absent: there is none."), "note": text("Why, or what of it."),
      "worse": ["type": "boolean", "description": "Absent: nobody can tell."],
    ], required: ["kind", "subject"])

  private static let consequence = object(
    [
      "service": text("Absent: the whole project."), "key": text("The key that differs, or the variable that follows."),
      "target": text("The deploy target."), "class": severity,
      "gap": ["type": "boolean", "description": "Users notice that the service is replaced."],
      "reason": text("One sentence."), "do": text("What a person does; absent: nothing."),
      "places": list(place, "Where the key is written."),
    ], required: ["key", "target", "class", "gap", "reason", "places"])

  private static let severity: JSONValue = ["enum": .array(ChangeClass.allCases.map { .string($0.name) })]
}
