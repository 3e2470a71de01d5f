import Diagnostics
import JSON

/// JSON Schema of what `--format json` prints; a line of `--format jsonl` is one of its `diagnostics`.
enum DiagnosticsSchema {
  static let document: JSONValue = [
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "$id": "urn:infracc:schema:diagnostics:1",
    "title": "Findings of infracc, version 1",
    "description": """
    What `infracc check --format json` prints. Readers ignore members that they do not know: new ones do not change the \
    version.
    """,
    "type": "object",
    "required": ["version", "diagnostics", "summary"],
    "properties": [
      "version": ["const": 1],
      "diagnostics": ["type": "array", "items": ["$ref": "#/$defs/diagnostic"]],
      "summary": [
        "type": "object", "required": ["errors", "warnings", "infos", "fixable"],
        "properties": [
          "errors": count("Findings of level error."), "warnings": count("Findings of level warning."),
          "infos": count("Findings of level info."),
          "fixable": count("Findings that `infracc fix` takes away."),
        ],
      ],
    ],
    "$defs": ["diagnostic": diagnostic, "place": place, "span": span, "fix": fix, "texts": texts],
  ]

  private static let diagnostic: JSONValue = [
    "type": "object",
    "required": [
      "code", "severity", "message", "path", "spans", "notes", "help", "fixes", "environments", "targets", "explain",
    ],
    "properties": [
      "code": [
        "type": "string", "pattern": "^([EWI][0-9]{4}|X-[a-z][a-z0-9-]*-[0-9]+)$",
        "description": "Never used again for another rule; `X-<target>-<number>` are those of plug-ins.",
      ],
      "severity": [
        "enum": ["error", "warning", "info"],
        "description": "The level of this run; the letter of the code is the default one.",
      ],
      "message": text("The fact, in one line."),
      "path": text("Where in the topology, such as `services.backend.variables.DATABASE_URL`; may be empty."),
      "spans": [
        "type": "array", "items": ["$ref": "#/$defs/span"],
        "description": "The place of the finding, then places that have to do with it; none where it is in no text.",
      ],
      "notes": described("The arithmetic or the reason."),
      "help": described("What to write instead."),
      "fixes": ["type": "array", "items": ["$ref": "#/$defs/fix"]],
      "environments": described("In which environments it was found; none: in all."),
      "targets": described("For which targets it was found; none: whatever the target."),
      "explain": text("The command that says more."),
      "stack": described("The files that it was found in, where they are no topology: those of one stack."),
      "kind": [
        "enum": .array(StackKind.allCases.map { .string($0.rawValue) }),
        "description": "What the stack is for, where it is no topology.",
      ],
      "dialect": text("The tool whose files they are, such as `compose`."),
    ],
  ]

  private static let placeMembers: [String: JSONValue] = [
    "file_name": text("As it was given on the command line; `<stdin>` for standard input."),
    "byte_start": count("Offset of the first byte."), "byte_end": count("Offset behind the last byte."),
    "line_start": number("1-based."), "line_end": number("1-based."),
    "column_start": number("1-based, in code points."), "column_end": number("1-based, in code points; exclusive."),
  ]

  private static let place: JSONValue = [
    "type": "object", "required": .array(placeMembers.keys.sorted().map { .string($0) }),
    "properties": .object(placeMembers),
  ]

  private static let span: JSONValue = [
    "allOf": [["$ref": "#/$defs/place"]], "type": "object", "required": ["is_primary", "label"],
    "properties": [
      "is_primary": ["type": "boolean", "description": "True for the first span only."],
      "label": text("What is to be said about this very place; may be empty."),
    ],
  ]

  private static let fix: JSONValue = [
    "type": "object", "required": ["title", "applicability", "edits"],
    "properties": [
      "title": text("An imperative."),
      "applicability": [
        "enum": ["safe", "unsafe", "display"],
        "description": "`safe`: a tool may apply it unasked; `unsafe`: a good guess; `display`: for people to look at.",
      ],
      "edits": [
        "type": "array", "description": "Applied together; they do not overlap.",
        "items": [
          "allOf": [["$ref": "#/$defs/place"]], "type": "object", "required": ["replacement"],
          "properties": ["replacement": text("What stands there instead.")],
        ],
      ],
    ],
  ]

  private static let texts: JSONValue = ["type": "array", "items": ["type": "string"]]

  private static func text(_ description: String) -> JSONValue {
    ["type": "string", "description": .string(description)]
  }

  private static func count(_ description: String) -> JSONValue {
    ["type": "integer", "minimum": 0, "description": .string(description)]
  }

  private static func number(_ description: String) -> JSONValue {
    ["type": "integer", "minimum": 1, "description": .string(description)]
  }

  private static func described(_ description: String) -> JSONValue {
    ["allOf": [["$ref": "#/$defs/texts"]], "description": .string(description)]
  }
}
