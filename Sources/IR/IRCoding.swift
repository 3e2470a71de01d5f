package import JSON

/// The IR as JSON, version 1.0.
package enum IRCoding {
  package static func document(_ programs: [Program], compiler: String) -> JSONValue {
    .object(["ir": "1.0", "compiler": .object(["name": "infracc", "version": .string(compiler)]), "programs": .array([])])
  }
}
