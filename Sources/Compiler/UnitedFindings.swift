package import Diagnostics

/// One mistake is one finding, however many environments have it and however many services inherit it.
///
/// Two findings are the same mistake where code, span, path and subject agree; the service in a path of one of its keys
/// does not count, because the text at the span is what several services inherited. Where one environment has two that
/// agree, nothing tells which of them another environment repeats, and all stay.
package enum UnitedFindings {
  /// - Parameter findings: in order of span, then of code.
  package static func of(_ findings: [Diagnostic]) -> [Diagnostic] {
    var result: [Diagnostic] = []
    var start = findings.startIndex
    while start < findings.endIndex {
      let first = findings[start]
      var end = start + 1
      while end < findings.endIndex, findings[end].code == first.code,
        findings[end].primary.span == first.primary.span
      {
        end += 1
      }
      if end - start == 1 { result.append(first) } else { result += united(findings[start..<end]) }
      start = end
    }
    return result
  }

  /// Findings of one code at one span, united by what they are about, in their order.
  private static func united(_ findings: ArraySlice<Diagnostic>) -> [Diagnostic] {
    var groups: [(key: Identity, members: [Diagnostic])] = []
    for finding in findings {
      let key = Identity(place: place(of: finding), subject: finding.subject)
      if let index = groups.firstIndex(where: { $0.key == key }) {
        groups[index].members.append(finding)
      } else {
        groups.append((key, [finding]))
      }
    }
    return groups.flatMap { group in
      areOneMistake(group.members) ? [worst(of: group.members)] : group.members
    }
  }

  private struct Identity: Equatable {
    let place: String
    let subject: [FindingArgument]
  }

  /// The path, without the service in the path of a key.
  private static func place(of finding: Diagnostic) -> String {
    var parts = finding.path.split(separator: ".", omittingEmptySubsequences: false)
    if parts.count > 2, parts[0] == "services" { parts[1] = "*" }
    return parts.joined(separator: ".")
  }

  /// Whether no environment has two of them about one path.
  private static func areOneMistake(_ findings: [Diagnostic]) -> Bool {
    for (index, finding) in findings.enumerated() {
      for other in findings[..<index] where other.path == finding.path {
        let mayMeet =
          other.environments.isEmpty || finding.environments.isEmpty
          || !Set(other.environments).isDisjoint(with: finding.environments)
        if mayMeet { return false }
      }
    }
    return true
  }

  /// The finding with the largest sum, for all environments and targets of the others.
  private static func worst(of findings: [Diagnostic]) -> Diagnostic {
    var result = findings[0]
    for finding in findings.dropFirst() where finding.shareOfLimit > result.shareOfLimit { result = finding }
    let isLargest = findings.contains { $0.shareOfLimit < result.shareOfLimit }
    if isLargest, !result.environments.isEmpty {
      result.notes.append("the sum is that of \(Words.enumeration(result.environments)), the largest")
    }
    result.environments = all(findings.map(\.environments))
    result.targets = all(findings.map(\.targets))
    return result
  }

  /// Every name once; an empty list means that it does not depend on one.
  private static func all(_ lists: [[String]]) -> [String] {
    if lists.contains(where: \.isEmpty) { return [] }
    return lists.joined().reduce(into: []) { if !$0.contains($1) { $0.append($1) } }
  }
}
