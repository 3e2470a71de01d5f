import IR
import JSON

/// The JSON Schema of what `infracc diff --format json` prints.
enum DiffSchema {
  static let document: JSONValue = SchemaForms.object(
    [
      "version": [
        "type": "string", "pattern": "^1\\.[0-9]+$", "description": "Of the format; a minor version only adds.",
      ],
      "compiler": SchemaForms.object(
        ["name": ["type": "string"], "version": ["type": "string"]], required: ["name", "version"]),
      "environments": SchemaForms.list(
        environment, "One for each environment that both sides have, or one for two environments."),
      "others": SchemaForms.list(other, "Environments that only one side has."),
    ], required: ["version", "compiler", "environments", "others"],
    besides: [
      "$schema": "https://json-schema.org/draft/2020-12/schema", "$id": "urn:infracc:schema:diff:1",
      "title": "infracc diff, version 1",
    ])

  private static let environment = SchemaForms.object(
    [
      "from": side, "to": side, "differs": ["type": "boolean", "description": "Something that is deployed differs."],
      "services": SchemaForms.list(service, "In order of declaration, those that went last."),
      "shared": SchemaForms.list(change, "Shared variables."),
      "project": SchemaForms.list(change, "Keys outside of services."),
      "effects": SchemaForms.list(effect, "Derived values that differ."),
      "unchanged": SchemaForms.texts("Kinds of effects that were compared and are equal."),
      "consequences": SchemaForms.list(
        consequence, "What it does to what runs, the worst first; empty for two environments."),
      "worst": [
        "type": "object", "additionalProperties": severity, "description": "The highest class, by target.",
      ],
    ],
    required: [
      "from", "to", "differs", "services", "shared", "project", "effects", "unchanged", "consequences", "worst",
    ])

  private static let other = SchemaForms.object(
    [
      "name": SchemaForms.text("The name of the environment."), "kind": ["enum": ["added", "removed"]],
      "consequences": SchemaForms.list(consequence, "What becomes of what was deployed from it."),
    ], required: ["name", "kind", "consequences"])

  private static let side = SchemaForms.object(
    [
      "name": SchemaForms.text("What the command line calls it."),
      "project": SchemaForms.text("The name of the project."),
      "environment": SchemaForms.text("The name of the environment."),
    ], required: ["name", "project", "environment"])

  private static let service = SchemaForms.object(
    [
      "name": SchemaForms.text("The declared name."), "kind": ["enum": ["added", "removed", "renamed", "changed"]],
      "from": SchemaForms.text("Of a renamed one: the former name."),
      "summary": SchemaForms.text("Of an added or removed one: what it is, in one line."),
      "changes": SchemaForms.list(change, "Of a changed one, in the order of the language."),
    ], required: ["name", "kind"])

  private static let change = SchemaForms.object(
    [
      "key": SchemaForms.text("Below its service: `resources.memory`."),
      "kind": ["enum": ["added", "removed", "changed"]],
      "old": shown, "new": shown, "oldPlace": place, "newPlace": place,
    ], required: ["key", "kind"])

  private static let shown = SchemaForms.object(
    [
      "text": SchemaForms.text("For people."),
      "secret": ["type": "boolean", "description": "`text` is the rule of a secret, never its value."],
    ], required: ["text", "secret"])

  private static let place = SchemaForms.object(
    [
      "file": SchemaForms.text("As findings name it."), "line": ["type": "integer", "minimum": 1],
      "column": ["type": "integer", "minimum": 1, "description": "In code points."],
    ], required: ["file", "line", "column"])

  private static let effect = SchemaForms.object(
    [
      "kind": SchemaForms.text("Such as `connections`, `images`, `origins`."),
      "subject": SchemaForms.text("What it is of."),
      "old": SchemaForms.text("Absent: there is none."), "new": SchemaForms.text("Absent: there is none."),
      "note": SchemaForms.text("Why, or what of it."),
      "worse": ["type": "boolean", "description": "Absent: not known."],
    ], required: ["kind", "subject"])

  private static let consequence = SchemaForms.object(
    [
      "service": SchemaForms.text("Absent: the whole project."),
      "key": SchemaForms.text("The key that differs, or the variable that follows."),
      "target": SchemaForms.text("The deploy target."), "class": severity,
      "gap": ["type": "boolean", "description": "Users notice that the service is replaced."],
      "reason": SchemaForms.text("One sentence."), "do": SchemaForms.text("What a person does; absent: nothing."),
      "places": SchemaForms.list(place, "Where the key is written."),
    ], required: ["key", "target", "class", "gap", "reason", "places"])

  private static let severity: JSONValue = ["enum": .array(ChangeClass.allCases.map { .string($0.name) })]
}
