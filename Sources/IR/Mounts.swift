/// What is kept beyond a container, at a path of the service's.
package struct Volume: Hashable, Sendable {
  /// Where it is mounted.
  package var path: String
  /// Name of a volume that several services share; nil: the service's own.
  package var shared: String?
  package var bytes: Int?
  package var isReadOnly: Bool

  package init(path: String, shared: String? = nil, bytes: Int? = nil, isReadOnly: Bool = false) {
    self.path = path
    self.shared = shared
    self.bytes = bytes
    self.isReadOnly = isReadOnly
  }
}

/// What a file of the repository holds.
package enum FileContent: Hashable, Sendable {
  case bytes([UInt8])
  /// It has more bytes than are read.
  case tooLarge
}

/// A file that is mounted read-only.
package struct FileMount: Hashable, Sendable {
  package enum Source: Hashable, Sendable {
    /// A path relative to the topology.
    case repository(String)
    /// A secret's id.
    case secret(String)
    /// A text that is made of values, under the file's path as its name.
    case composed(Variable)
  }

  package var path: String
  package var source: Source
  /// The first ten hexadecimal digits of the SHA-256 of a repository's file; nil: there is no such file, or it is too
  /// large to be read.
  package var digest: String?

  package init(path: String, source: Source) {
    self.path = path
    self.source = source
  }

  /// The text, where it is made of values.
  package var composed: Variable? {
    if case .composed(let text) = source { return text }
    return nil
  }
}
