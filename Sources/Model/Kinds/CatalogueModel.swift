package import Diagnostics

/// The rules of the catalogue that are found while a topology is read,
/// in the order of their numbers.
package enum CatalogueModel {
  package static let kinds: [DiagnosticKind] = [
    .languageVersion, .unknownKey, .missingKey, .foreignKey, .wrongNodeKind, .wrongScalar, .notInEnumeration,
    .notAName, .reservedName, .unknownServiceType, .declaredTwice, .keyHasNoMeaning, .exclusiveKeys, .pathNotFound,
    .nullValue, .referenceInStaticPosition,
  ]
}
