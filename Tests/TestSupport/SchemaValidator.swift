import Foundation
package import JSON

/// check-jsonschema, the command-line face of the reference implementation in Python. It reads YAML 1.2.
package enum SchemaValidator {
  /// What it says against each document, by the document's name. Names without an entry are accepted.
  package static func refusals(_ documents: [String: String], by schema: JSONValue) throws -> [String: String] {
    let folder = try TemporaryFolder()
    let schemaFile = try folder.write(JSONWriter.pretty(schema), to: "schema.json")
    let files = try documents.map { try folder.write($0.value, to: "documents/\($0.key)") }.sorted()
    let output = try run("check-jsonschema", ["-o", "json", "-vv", "--schemafile", schemaFile] + files)
    guard case .success(let report) = JSONReader.parse(Array(output.stdout.utf8)) else {
      throw TestSupportError("check-jsonschema: \(output.stdout)\(output.stderr)")
    }
    var refusals: [String: String] = [:]
    for finding in (report["errors"]?.array ?? []) + (report["parse_errors"]?.array ?? []) {
      let name = finding["filename"]?.string?.split(separator: "/").last.map(String.init) ?? ""
      refusals[name, default: ""] += "\(finding["path"]?.string ?? ""): \(finding["message"]?.string ?? "")\n"
    }
    let accepted = (report["checked_paths"] ?? report["successes"])?.array?.count ?? 0
    guard accepted == documents.count || accepted + refusals.count == documents.count else {
      throw TestSupportError("not every document was checked: \(output.stdout)")
    }
    return refusals
  }

  /// What is wrong with a schema itself, nil when it keeps to its meta-schema.
  package static func problem(with schema: JSONValue) throws -> String? {
    let folder = try TemporaryFolder()
    let file = try folder.write(JSONWriter.pretty(schema), to: "schema.json")
    let output = try run("check-jsonschema", ["--check-metaschema", file])
    return output.status == 0 ? nil : output.stdout + output.stderr
  }
}
