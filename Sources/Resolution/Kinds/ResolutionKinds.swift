package import Diagnostics

/// The kinds that resolving a topology can give, in the order of their numbers.
package enum ResolutionKinds {
  package static let all: [DiagnosticKind] = [
    .sameDNSName, .cannotExtend, .unknownUse, .useOverridden, .unknownService, .unknownMember,
    .outputNotAvailable, .wrongCase, .foldedName, .unknownFilter, .filterArguments, .emittedVariableRedefined,
    .unknownPlatformName, .unknownOwnVariable, .definedAsItself, .ambiguousURL, .valueCycle,
    .uselessAlternative, .valueExpansion, .typeMismatch, .listInText, .unitInText, .itemContainsSeparator,
    .filterMismatch, .refusedDeclassification, .missingValue, .disabledDependency, .unknownBaseEnvironment,
    .tooManyEnvironments,
  ]
}
