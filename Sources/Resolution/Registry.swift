// Written by `make generate` from the files that declare what is listed here. Do not edit it.

package import Diagnostics

/// What is reported by Resolution, in the order of the codes.
package enum ResolutionRegistry {
  /// Its kinds of findings.
  package static let kinds: [DiagnosticKind] = [
    .sameDNSName,
    .declaredTwice,
    .cannotExtend,
    .unknownUse,
    .useOverridden,
    .unknownService,
    .unknownMember,
    .outputNotAvailable,
    .wrongCase,
    .foldedName,
    .unknownFilter,
    .filterArguments,
    .emittedVariableRedefined,
    .unknownPlatformName,
    .unknownOwnVariable,
    .definedAsItself,
    .ambiguousURL,
    .valueCycle,
    .uselessAlternative,
    .valueExpansion,
    .typeMismatch,
    .listInText,
    .unitInText,
    .itemContainsSeparator,
    .filterMismatch,
    .parameterDropped,
    .refusedDeclassification,
    .missingValue,
    .disabledDependency,
    .unknownBaseEnvironment,
    .tooManyEnvironments,
  ]
}
