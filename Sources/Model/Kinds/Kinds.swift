package import Diagnostics

/// The kinds that reading declared things and values can give.
package enum ModelKinds {
  package static let all: [DiagnosticKind] = [
    .unusableName, .reservedName, .missingUnit, .malformedValue, .malformedSchedule, .outOfRange, .urlKindMismatch,
    .postgresScheme, .asyncpgSSLMode, .malformedLiteral, .malformedOrigin, .patternMismatch, .boolSpelling,
  ]
}
