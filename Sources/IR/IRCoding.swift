package import JSON

/// The IR as JSON: what `infracc build --emit-ir` prints, and what an emitter outside of the program reads.
///
/// Numbers are whole: thousandths of a vCPU, bytes, milliseconds. Readers ignore members that they do not know; the
/// major version must be theirs, a minor one only adds.
package enum IRCoding {
  package static let version = "1.0"

  /// The programs of a topology.
  package static func document(_ programs: [Program], compiler: String) -> JSONValue {
    [
      "ir": .string(version), "compiler": ["name": "infracc", "version": .string(compiler)],
      "programs": .array(programs.compactMap { Coder.program.encode($0) }),
    ]
  }

  /// The same for one call of an emitter: one program, or those of all environments.
  package static func request(_ request: IRRequest, _ programs: [Program], compiler: String) -> JSONValue {
    guard case .object(var members) = document(programs, compiler: compiler) else { return .null }
    members["request"] = Coder.request.encode(request)
    return .object(members)
  }

  /// One element of a document's `programs`.
  package static func program(from value: JSONValue) -> Result<Program, IRCodingError> {
    do { return .success(try Coder.program.decode(value, [])) } catch { return .failure(error) }
  }

  /// The programs of a document, and what is asked of an emitter if it is a request.
  package static func read(
    _ document: JSONValue
  ) -> Result<(request: IRRequest?, programs: [Program]), IRCodingError> {
    do throws(IRCodingError) {
      let version = document["ir"]?.string ?? ""
      guard version.split(separator: ".").first == Self.version.split(separator: ".").first else {
        throw IRCodingError(["ir"], "is not version 1 of the IR")
      }
      return .success(
        (
          try document["request"].map { value throws(IRCodingError) in try Coder.request.decode(value, ["request"]) },
          try Coder.list(.program).decode(document["programs"], ["programs"])
        ))
    } catch {
      return .failure(error)
    }
  }

  /// JSON Schema of a document.
  package static let schema: JSONValue = [
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "$id": "urn:infracc:schema:ir:1",
    "title": "The IR of infracc, version 1",
    "description": """
    A checked topology with every reference resolved and every default filled in, one program per environment: what \
    `infracc build --emit-ir` prints. Readers ignore members that they do not know.
    """,
    "type": "object",
    "required": ["ir", "compiler", "programs"],
    "properties": [
      "ir": ["type": "string", "pattern": "^1\\.[0-9]+$", "description": "Version of the format."],
      "compiler": [
        "type": "object", "required": ["name", "version"],
        "properties": ["name": ["type": "string"], "version": ["type": "string"]],
      ],
      "request": Coder.request.schema,
      "programs": Coder.list(.program).schema,
    ],
    "$defs": .object(Coder.program.definitions.merging(Coder.request.definitions) { first, _ in first }),
  ]
}

/// What one call of an emitter is to write.
package struct IRRequest: Hashable, Sendable {
  package var target: String
  /// `environment` or `project`.
  package var scope: String
  /// The deploy targets for which this build writes.
  package var targets: [String]
  /// `tree` or `repo`.
  package var layout: String
  /// The topology's file, its folder and the output folder, as paths from one common folder.
  package var topologyFile: String
  package var sourceRoot: String
  package var outputFolder: String
  /// The folders that the files of the answer are written into, from the same folder.
  package var outputs: [String]

  package init(
    target: String, scope: String, targets: [String], layout: String, topologyFile: String, sourceRoot: String,
    outputFolder: String, outputs: [String] = []
  ) {
    self.target = target
    self.scope = scope
    self.targets = targets
    self.layout = layout
    self.topologyFile = topologyFile
    self.sourceRoot = sourceRoot
    self.outputFolder = outputFolder
    self.outputs = outputs
  }
}

extension Coder where Value == IRRequest {
  fileprivate static let request: Coder<IRRequest> = Coder.record(
    "request",
    IRRequest(
      target: "", scope: "", targets: [], layout: "", topologyFile: "", sourceRoot: "", outputFolder: "")
  ) {
    Member("target", \.target, .text, "The emitter that is called.")
    Member("scope", \.scope, .text, "`environment`: one program; `project`: those of all environments.")
    Member("targets", \.targets, .list(.text), "The deploy targets for which this build writes.")
    Member("layout", \.layout, .text, "`tree` or `repo`.")
    Member("topologyFile", \.topologyFile, .text)
    Member("sourceRoot", \.sourceRoot, .text, "Folder of the topology, from the folder that all paths begin in.")
    Member("outputFolder", \.outputFolder, .text)
    Member("outputs", \.outputs, .list(.text).or([]), "The folder that paths of the answer are relative to.")
  }
}
