import JSON

/// The JSON Schema of what `init` and `migrate` print with `--format json`.
enum ImportSchema: SchemaParts {
  static let document: JSONValue = object(
    [
      "version": ["const": 1],
      "topology": text("The file that was written."),
      "sources": texts("The files that it was made of, from the top of the repository, sorted."),
      "services": list(service, "In the order of the topology."),
      "notes": list(remark, "What the topology does not say as the files did, and why."),
      "refused": list(remark, "Files that cannot be read, with the reason."),
      "verify": list(row, "With `--verify`: what became of each setting."),
    ], required: ["version", "topology", "services", "notes", "refused", "sources"],
    besides: [
      "$schema": "https://json-schema.org/draft/2020-12/schema", "title": "infracc init and migrate, version 1",
    ])

  private static let service = object(
    [
      "name": text("In the topology."), "type": text("Such as `fastapi` or `postgres 16`."),
      "places": texts("Where it is written."),
    ], required: ["name", "type", "places"])

  private static let remark = object(
    [
      "path": text("The file."), "line": ["type": "integer", "minimum": 1, "description": "Absent: the whole file."],
      "text": text("The fact."),
    ], required: ["path", "text"])

  private static let row = object(
    [
      "path": text("The service and the key: `api.health.path`."), "was": text("In the file that was read."),
      "is": [
        "type": ["string", "null"], "description": "In the file that the topology becomes; null: it is not there.",
      ],
      "verdict": ["enum": ["equal", "stronger", "lost"]],
      "reason": text("Why it is stronger, or what was said of its loss."),
    ], required: ["path", "was", "is", "verdict"])
}
