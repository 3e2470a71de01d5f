/// One input text: its path as the user wrote it, and its bytes.
package struct SourceFile: Sendable {
  package let id: FileID
  package let path: String
  package let bytes: [UInt8]
}

/// All input texts of one run, in the order in which they were added.
package struct SourceSet: Sendable {
  package private(set) var files: [SourceFile] = []

  package init() {}

  /// Adds a text and returns its handle.
  @discardableResult
  package mutating func add(path: String, bytes: [UInt8]) -> SourceFile {
    let file = SourceFile(id: FileID(files.count), path: path, bytes: bytes)
    files.append(file)
    return file
  }

  package subscript(id: FileID) -> SourceFile { files[Int(id.index)] }
}
