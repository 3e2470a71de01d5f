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

/// A file that is mounted read-only.
package struct FileMount: Hashable, Sendable {
  package enum Source: Hashable, Sendable {
    /// A path relative to the topology.
    case repository(String)
    /// A secret's id.
    case secret(String)
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
}
