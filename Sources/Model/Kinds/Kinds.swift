package import Diagnostics

/// The kinds that reading a topology can give, in the order of their numbers.
package enum ModelKinds {
  package static let all: [DiagnosticKind] = [
    .languageVersion, .foreignDocument, .unknownKey, .missingKey, .foreignKey, .wrongNodeKind, .wrongScalar,
    .notInEnumeration,
    .notAName, .reservedName, .unknownServiceType, .missingUnit, .declaredTwice, .malformedValue, .keyHasNoMeaning,
    .exclusiveKeys, .pathNotFound, .malformedSchedule, .nullValue, .outOfRange, .referenceInStaticPosition,
    .urlKindMismatch, .postgresScheme, .asyncpgSSLMode, .malformedLiteral, .malformedOrigin, .patternMismatch,
    .boolSpelling, .overlayOfUnknownService, .requiredKeyRemoved,
  ]
}
