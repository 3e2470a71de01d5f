import IR

/// A file of a service that is made of values, with a name that no other one of its service has.
struct ComposedFile {
  /// Where the container finds it.
  let path: String
  let text: Variable
  /// Its last part of the path, in letters that every file system takes: `config.yaml`.
  let name: String

  /// The value to write.
  var value: Expression { text.value ?? .literal("") }
}

extension Service {
  /// The files that are made of values, in order of declaration.
  var composedFiles: [ComposedFile] {
    var taken: Set<String> = []
    return files.compactMap { file in
      guard let text = file.composed else { return nil }
      let base = ComposedFile.name(of: file.path)
      var (name, number) = (base, 2)
      while !taken.insert(name).inserted {
        name = "\(number)-\(base)"
        number += 1
      }
      return ComposedFile(path: file.path, text: text, name: name)
    }
  }
}

extension ComposedFile {
  fileprivate static func name(of path: String) -> String {
    let last = path.split(separator: "/").last.map { Array($0.utf8) } ?? []
    let bytes = last.map { byte -> UInt8 in
      let isPlain =
        (48...57).contains(byte) || (97...122).contains(byte | 0x20) && byte < 0x80 || "._-".utf8.contains(byte)
      return isPlain ? byte : UInt8(ascii: "-")
    }
    let name = String(decoding: bytes, as: UTF8.self)
    return name.allSatisfy { $0 == "." } ? "file" : name
  }

  /// Files that are written as they are: they belong to others, so that no header is put into them.
  /// - Parameters:
  ///   - target: whose directory they are in.
  ///   - files: what to write, with the services that they belong to.
  ///   - text: makes the text of a file.
  static func emitted(
    _ environment: String, _ target: String, _ files: [(service: Service, file: ComposedFile)],
    _ text: @escaping @Sendable (Expression) -> String
  ) -> [EmittedFile] {
    files.map { service, file in
      let value = file.value
      return EmittedFile(path: path(environment, target, service, file)) { $0.write(text(value)) }
    }
  }

  /// Where such a file is in the output.
  static func path(_ environment: String, _ target: String, _ service: Service, _ file: ComposedFile) -> String {
    OutputLayout.path(environment, target, "files/\(service.dns)/\(file.name)")
  }
}
