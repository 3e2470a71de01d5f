import Diagnostics

/// The name of a container image: `[registry/]repository[:tag][@digest]` (grammar of the OCI distribution reference).
package struct ImageReference: Hashable, Sendable, CustomStringConvertible {
  /// Host and port of the registry; nil means Docker Hub.
  package let registry: String?
  /// `library/postgres` is written `postgres`.
  package let repository: String
  package let tag: String?
  /// `sha256:…`.
  package let digest: String?

  /// The image may be another one tomorrow: no digest, and no tag or `latest`.
  package var isMoving: Bool { digest == nil && (tag == nil || tag == "latest") }

  /// The last part of the repository: `postgres` of `ghcr.io/me/postgres`.
  package var shortName: String { repository.split(separator: "/").last.map(String.init) ?? repository }

  package var description: String {
    (registry.map { $0 + "/" } ?? "") + repository + (tag.map { ":" + $0 } ?? "") + (digest.map { "@" + $0 } ?? "")
  }

  package static func parse(_ text: String) -> Result<ImageReference, ValueProblem> {
    var rest = text[...]
    var digest: String?
    if let at = rest.lastIndex(of: "@") {
      let written = String(rest[rest.index(after: at)...])
      guard isDigest(written) else { return .failure(problem(text, "a digest is `sha256:` and 64 hexadecimal digits")) }
      digest = written
      rest = rest[..<at]
    }
    var tag: String?
    if let colon = rest.lastIndex(of: ":"), !rest[colon...].contains("/") {
      let written = String(rest[rest.index(after: colon)...])
      guard isTag(written) else { return .failure(problem(text, "a tag holds letters, digits, `_`, `.` and `-`")) }
      tag = written
      rest = rest[..<colon]
    }
    var registry: String?
    if let slash = rest.firstIndex(of: "/") {
      let first = rest[..<slash]
      if first == "localhost" || first.contains(".") || first.contains(":") {
        guard first.utf8.allSatisfy(isHostByte) else { return .failure(problem(text, "this is no registry's address")) }
        registry = String(first)
        rest = rest[rest.index(after: slash)...]
      }
    }
    let parts = rest.split(separator: "/", omittingEmptySubsequences: false)
    guard !rest.isEmpty, parts.allSatisfy({ isPart(Array($0.utf8)) }) else {
      var result = problem(text, "lower-case letters, digits, and `.`, `_`, `-` between them")
      let lower = parts.map { $0.lowercased() }
      if lower.allSatisfy({ isPart(Array($0.utf8)) }) {
        let image = ImageReference(
          registry: registry, repository: lower.joined(separator: "/"), tag: tag, digest: digest)
        result.replacement = ValueProblem.Replacement(image.description, .unsafe)
      }
      return .failure(result)
    }
    return .success(ImageReference(registry: registry, repository: String(rest), tag: tag, digest: digest))
  }

  private static func problem(_ text: String, _ label: String) -> ValueProblem {
    ValueProblem(
      .malformedValue, 0..<text.utf8.count, "\(text.quotedForMessage) is not an image name", label: label)
  }

  private static func isHostByte(_ byte: UInt8) -> Bool {
    ValueScanner.isAlphanumeric(byte) || byte == UInt8(ascii: ".") || byte == UInt8(ascii: "-")
      || byte == UInt8(ascii: ":")
  }

  private static func isDigest(_ text: String) -> Bool {
    guard text.hasPrefix("sha256:") else { return false }
    let digits = text.utf8.dropFirst(7)
    return digits.count == 64
      && digits.allSatisfy { ValueScanner.isDigit($0) || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains($0) }
  }

  private static func isTag(_ text: String) -> Bool {
    let bytes = Array(text.utf8)
    guard (1...128).contains(bytes.count), bytes[0] != UInt8(ascii: "."), bytes[0] != UInt8(ascii: "-") else {
      return false
    }
    return bytes.allSatisfy { byte in
      ValueScanner.isAlphanumeric(byte) || byte == UInt8(ascii: "_") || byte == UInt8(ascii: ".")
        || byte == UInt8(ascii: "-")
    }
  }

  /// `[a-z0-9]+` with `.`, `_`, `__` or any number of `-` between.
  private static func isPart(_ bytes: [UInt8]) -> Bool {
    func isLetterOrDigit(_ byte: UInt8) -> Bool { ValueScanner.isLowercase(byte) || ValueScanner.isDigit(byte) }
    guard let first = bytes.first, let last = bytes.last, isLetterOrDigit(first), isLetterOrDigit(last) else {
      return false
    }
    var separator: [UInt8] = []
    for byte in bytes {
      if isLetterOrDigit(byte) {
        separator = []
        continue
      }
      separator.append(byte)
      switch byte {
      case UInt8(ascii: "."): if separator.count > 1 { return false }
      case UInt8(ascii: "_"):
        if separator.count > 2 || separator.contains(where: { $0 != UInt8(ascii: "_") }) { return false }
      case UInt8(ascii: "-"): if separator.contains(where: { $0 != UInt8(ascii: "-") }) { return false }
      default: return false
      }
    }
    return true
  }
}
