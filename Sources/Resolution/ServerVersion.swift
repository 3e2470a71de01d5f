import Model

/// Which server a store runs, as far as the topology tells.
package struct ServerVersion {
  /// As written: `17.2`, `18`; of `postgres:18-alpine` it is `18`. Nil: the image does not tell it.
  package let text: String?
  /// It was written: as `version`, or in the tag of `image`.
  package let isWritten: Bool
  /// The image is one whose versions are those of the server; without `image` the one that infracc chooses.
  package let isOfficial: Bool

  /// The first number; nil: it is not known.
  package var major: Int? { text.flatMap { Int($0.prefix { $0.isASCII && $0.isNumber }) } }
}

extension ServiceSymbol {
  /// The version of the server of a store: written, read from the tag of a known image, or the type's default where the
  /// image is the one of the type. Another image may run any version.
  package var serverVersion: ServerVersion {
    let tag = declaration.image?.text.flatMap { type.version(ofImage: $0) }
    let isOfficial = declaration.image == nil || tag != nil
    if let version = declaration.version?.value ?? tag {
      return ServerVersion(text: version, isWritten: true, isOfficial: isOfficial)
    }
    return ServerVersion(text: isOfficial ? type.defaultVersion : nil, isWritten: false, isOfficial: isOfficial)
  }
}
