import JSON

/// The JSON Schema of what `init` and `migrate` print with `--format json`.
enum ImportSchema {
  static let document: JSONValue = SchemaForms.document(
    "infracc init and migrate, version 1",
    [
      "version": ["const": 1],
      "topology": SchemaForms.text("The file that was written."),
      "sources": SchemaForms.texts("The files that it was made of, from the top of the repository, sorted."),
      "services": SchemaForms.list(service, "In the order of the topology."),
      "notes": SchemaForms.list(remark, "What the topology does not say as the files did, and why."),
      "refused": SchemaForms.list(remark, "Files that cannot be read, with the reason."),
      "verify": SchemaForms.list(row, "With `--verify`: what became of each setting."),
    ], required: ["version", "topology", "services", "notes", "refused", "sources"])

  private static let service = SchemaForms.object(
    [
      "name": SchemaForms.text("In the topology."), "type": SchemaForms.text("Such as `fastapi` or `postgres 16`."),
      "places": SchemaForms.texts("Where it is written."),
    ], required: ["name", "type", "places"])

  private static let remark = SchemaForms.object(
    [
      "path": SchemaForms.text("The file."),
      "line": ["type": "integer", "minimum": 1, "description": "Absent: the whole file."],
      "text": SchemaForms.text("The fact."),
    ], required: ["path", "text"])

  private static let row = SchemaForms.object(
    [
      "path": SchemaForms.text("The service and the key: `api.health.path`."),
      "was": SchemaForms.text("In the file that was read."),
      "is": [
        "type": ["string", "null"], "description": "In the file that the topology becomes; null: it is not there.",
      ],
      "verdict": ["enum": ["equal", "stronger", "lost"]],
      "reason": SchemaForms.text("Why it is stronger, or what was said of its loss."),
    ], required: ["path", "was", "is", "verdict"])
}
