/// The lines of a server's configuration, comments excluded, by what puts a changed one into force.
package struct ConfigurationLines {
  /// Where compose mounts the folder with the configuration: a path that no image uses and no `files:` needs, because
  /// nothing can be mounted inside a folder that is mounted read-only.
  static let folder = "/etc/infracc"

  /// Read when the server starts, and never again.
  var restart: [String] = []
  /// Read again on request.
  var reload: [String] = []

  /// Lines that the server reads when it starts.
  init(restart: [String]) { self.restart = restart }

  init(_ document: KeyValueDocument, isReloadable: (String) -> Bool) {
    for (key, text) in document.statements {
      if isReloadable(key) { reload.append(text) } else { restart.append(text) }
    }
  }

  /// Ten hexadecimal digits that change with any of the lines: enough to tell two versions of one file apart.
  static func digest(_ lines: [String]) -> String {
    var writer = TextWriter(capacity: 1 << 12)
    for line in lines {
      writer.write(line)
      writer.write(byte: UInt8(ascii: "\n"))
    }
    return String(writer.withBytes { sha256Hex($0) }.prefix(10))
  }
}
