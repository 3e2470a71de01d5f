import Model

/// Which server a store runs, as far as the topology tells.
package struct ServerVersion {
  /// As written: `17.2`, `18`; of `postgres:18-alpine` it is `18`.
  package let text: String
  /// It was written: as `version`, or in the tag of `image`.
  package let isWritten: Bool
  /// The image is one whose versions are those of the server; without `image` the one that infracc chooses.
  package let isOfficial: Bool

  /// The first number.
  package var major: Int { Int(text.prefix { $0.isASCII && $0.isNumber }) ?? 0 }
}

extension ServiceSymbol {
  /// The version of the server of a store: written, read from the tag of a known image, or the type's default.
  package var serverVersion: ServerVersion {
    let tag = declaration.image?.text.flatMap { type.version(ofImage: $0) }
    let isOfficial = declaration.image == nil || tag != nil
    if let version = declaration.version?.value ?? tag {
      return ServerVersion(text: version, isWritten: true, isOfficial: isOfficial)
    }
    return ServerVersion(text: type.defaultVersion ?? "", isWritten: false, isOfficial: isOfficial)
  }
}
