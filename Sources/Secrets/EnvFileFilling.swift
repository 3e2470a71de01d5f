import IR

/// Makes the values that the env files of one environment lack.
package struct EnvFileFilling {
  /// One file.
  package struct File {
    /// As messages name it.
    package let path: String
    /// What it holds; nil where there is none.
    package let bytes: [UInt8]?
    /// What a new file has before anything is filled in.
    let example: String
    /// Writes a value with quotes that all readers of the file understand; nil where there are none.
    let quoted: (String) -> String?

    package init(path: String, bytes: [UInt8]?, example: String, quoted: @escaping (String) -> String?) {
      self.path = path
      self.bytes = bytes
      self.example = example
      self.quoted = quoted
    }
  }

  /// What became of it.
  package struct Result {
    /// The new texts, in the order of the files.
    package var texts: [[UInt8]] = []
    package var made: [String] = []
    package var kept: [String] = []
    /// Required values that a person has to supply.
    package var toSupply: [String] = []
    /// Values that are there and could not be copied to a file, with the file.
    package var unwritable: [(name: String, path: String)] = []

    /// `5 made, 0 kept; 4 to supply: A, B, C, D`.
    package var summary: String {
      "\(made.count) made, \(kept.count) kept"
        + (toSupply.isEmpty ? "" : "; \(toSupply.count) to supply: \(toSupply.joined(separator: ", "))")
    }
  }

  private let inventory: SecretInventory
  private let generator: SecretGenerator

  package init(_ inventory: SecretInventory, _ generator: SecretGenerator = SecretGenerator()) {
    self.inventory = inventory
    self.generator = generator
  }

  /// - Parameter files: those that agree about every value.
  package func run(_ files: [File]) -> Result {
    var edits = files.map { EnvFileEdit($0.bytes ?? beginning(of: $0)) }
    var result = Result()
    for secret in inventory.needed {
      let known = edits.lazy.compactMap { $0.value(secret.name) }.first
      var value = known
      if case .generated(let alphabet, let bytes, let prefix) = secret.source, known == nil {
        value = generator.value(SecretForm(alphabet: alphabet, bytes: bytes, prefix: prefix))
        result.made.append(secret.name)
      } else if known != nil, secret.form != nil {
        result.kept.append(secret.name)
      } else if known == nil, secret.isRequired {
        result.toSupply.append(secret.name)
      }
      for index in edits.indices where edits[index].value(secret.name) == nil {
        let remarks = remarks(on: secret)
        if let value, let text = files[index].quoted(value) {
          edits[index].set(secret.name, text, remarks: remarks)
        } else {
          if value != nil { result.unwritable.append((secret.name, files[index].path)) }
          edits[index].ask(for: secret.name, isOptional: !secret.isRequired, remarks: remarks)
        }
      }
    }
    result.texts = edits.map(\.result)
    return result
  }

  /// A new file, before anything is filled in.
  private func beginning(of file: File) -> [UInt8] {
    let words =
      "# The values of \(inventory.environment.name), never committed. `infracc secrets --generate` keeps them.\n"
    return Array((words + file.example).utf8)
  }

  /// What a person who supplies a value should know.
  private func remarks(on secret: NeededSecret) -> [String] {
    guard secret.form == nil else { return [] }
    let users = secret.usedBy.joined(separator: ", ")
    var remarks = [secret.doc ?? "", secret.isRequired ? users : "Optional. \(users)"]
    if let pattern = secret.pattern { remarks.append("Must match \(pattern)") }
    if !secret.differsFrom.isEmpty { remarks.append("Not the same as \(secret.differsFrom.joined(separator: ", ")).") }
    return remarks
  }
}
