// Written by `make generate` from the files that declare what is listed here. Do not edit it.

package import Diagnostics

/// What is reported by Model, in the order of the codes.
package enum ModelRegistry {
  /// Its kinds of findings.
  package static let kinds: [DiagnosticKind] = [
    .foreignDocument,
    .unknownKey,
    .missingKey,
    .foreignKey,
    .wrongNodeKind,
    .wrongScalar,
    .notInEnumeration,
    .notAName,
    .reservedName,
    .unknownServiceType,
    .missingUnit,
    .malformedValue,
    .keyHasNoMeaning,
    .exclusiveKeys,
    .pathNotFound,
    .malformedSchedule,
    .nullValue,
    .outOfRange,
    .referenceInStaticPosition,
    .urlKindMismatch,
    .postgresScheme,
    .asyncpgSSLMode,
    .malformedLiteral,
    .malformedOrigin,
    .patternMismatch,
    .boolSpelling,
    .overlayOfUnknownService,
    .requiredKeyRemoved,
  ]
}
