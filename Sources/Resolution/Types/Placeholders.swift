import Model

/// Recognises texts that stand for a value which somebody was meant to fill in.
package enum Placeholders {
  /// Whether the value of a variable is a placeholder. In a variable that sounds secret less is needed to be one. The
  /// host of a URL is not looked at, see `placeholderDomain`.
  package static func isPlaceholder(_ text: String, isSecretName: Bool = false) -> Bool {
    let bytes = Array(text.utf8)
    // Long texts are documents or keys, and the words of a sentence mean themselves.
    guard (2...200).contains(bytes.count) else { return false }
    if isBracketed(bytes) || isEllipsis(bytes, isSecretName: isSecretName) { return true }
    if bytes.contains(where: { $0 <= 0x20 }) { return isWholePhrase(text) }
    if let url = URLText(bytes: bytes) {
      if isPlaceholderHost(bytes[url.hostRange]) { return true }
      let parts = [url.userRange, url.pathRange, url.queryRange].compactMap { $0 }
      return parts.contains { range in
        bytes[range].split(whereSeparator: { "/:&=?".utf8.contains($0) }).contains { isWord($0, isSecretName) }
      }
    }
    return isWord(bytes[...], isSecretName)
  }

  private static func isLetter(_ byte: UInt8) -> Bool { (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20) }
  private static func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }

  /// `YOUR_VPS_IP`, `<host>`, `<tenant>.example.com`: no host has words in capitals to be filled in, or brackets. What
  /// could be a host is judged as one, see `placeholderDomain`.
  private static func isPlaceholderHost(_ host: ArraySlice<UInt8>) -> Bool {
    if let open = host.firstIndex(of: UInt8(ascii: "<")), host[open...].contains(UInt8(ascii: ">")) { return true }
    let isCapital = { (byte: UInt8) in (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) }
    guard host.contains(where: isCapital), host.allSatisfy({ isCapital($0) || isDigit($0) || "_-.".utf8.contains($0) })
    else { return false }
    return host.contains(UInt8(ascii: "_")) || host.starts(with: "YOUR".utf8)
  }

  /// `<api key>`, `[YOUR_KEY]`.
  private static func isBracketed(_ bytes: [UInt8]) -> Bool {
    guard bytes.count > 2, let first = bytes.first, let last = bytes.last else { return false }
    let inner = bytes.dropFirst().dropLast()
    guard inner.contains(where: isLetter), inner.allSatisfy({ isLetter($0) || isDigit($0) || " _-.".utf8.contains($0) })
    else { return false }
    if first == UInt8(ascii: "<"), last == UInt8(ascii: ">") { return true }
    guard first == UInt8(ascii: "["), last == UInt8(ascii: "]") else { return false }
    let words = inner.split(whereSeparator: { " _-.".utf8.contains($0) }).map(lowercased)
    return words.contains { ["your", "key", "secret", "token", "password", "insert", "here", "value"].contains($0) }
  }

  /// `sk_live_...`; but not `Loading...`.
  private static func isEllipsis(_ bytes: [UInt8], isSecretName: Bool) -> Bool {
    let dots: Int
    if bytes.suffix(3).elementsEqual("...".utf8) || bytes.suffix(3).elementsEqual("…".utf8) {
      dots = 3
    } else {
      return false
    }
    let front = bytes.dropLast(dots)
    guard !front.contains(where: { $0 <= 0x20 }) else { return false }
    guard let last = front.last, !isSecretName else { return true }
    return "_-=:/.".utf8.contains(last) || Credentials.hasProviderPrefix(Array(front))
  }

  private static func lowercased(_ bytes: ArraySlice<UInt8>) -> String {
    String(decoding: bytes.map { (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains($0) ? $0 | 0x20 : $0 }, as: UTF8.self)
  }

  private static func isWholePhrase(_ text: String) -> Bool {
    ["change me", "change this", "replace me", "to be defined", "your key here", "insert key here"]
      .contains(text.lowercased())
  }

  private static let wholeWords: Set<String> = [
    "changeme", "changethis", "changeit", "replaceme", "replacethis", "placeholder", "fixme", "tbd", "tobedefined",
    "yourkey", "yourkeyhere", "yourapikey", "yoursecret", "yoursecretkey", "yourpassword", "yourtoken",
  ]

  /// One text without blanks, or one part of a URL.
  private static func isWord(_ bytes: ArraySlice<UInt8>, _ isSecretName: Bool) -> Bool {
    if isBracketed(Array(bytes)) { return true }
    let words = bytes.split(whereSeparator: { "-_.".utf8.contains($0) }).map(lowercased)
    guard let first = words.first else { return false }
    let joined = words.joined()
    if wholeWords.contains(joined) || (isSecretName && joined == "todo") { return true }
    if first == "your" { return true }
    for index in words.indices.dropLast() {
      let (word, next) = (words[index], words[index + 1])
      if (word == "change" || word == "replace") && (next == "me" || next == "this") { return true }
      if word == "replace" && next == "with" { return true }
    }
    if words.contains("changeme") || words.contains("replaceme") { return true }
    if words.count > 1, words.last == "here",
      words.contains(where: { ["key", "secret", "token", "password", "value", "url", "goes"].contains($0) })
    {
      return true
    }
    return words.contains { $0.utf8.count >= 3 && $0.utf8.allSatisfy { $0 == UInt8(ascii: "x") } }
  }

  /// Why a host cannot be the real one.
  package enum DomainProblem: Hashable, Sendable {
    case placeholder
    /// In the domain of a platform, whose services have addresses in a zone of it.
    case outsideOfZone(platform: String, zone: String)
  }

  /// Judges the host of an address. The reserved `example.com` and `.example` are meant as they are.
  package static func placeholderDomain(_ host: String) -> DomainProblem? {
    if host.utf8.contains(where: { $0 == UInt8(ascii: "<") || $0 == UInt8(ascii: ">") }) { return .placeholder }
    guard host.holdsLetters("YOUR") || host.holdsLetters("RAILWAY") else { return nil }
    let lower = host.lowercased()
    let labels = lower.split(separator: ".")
    for label in labels {
      if label.hasPrefix("your-") || label.hasPrefix("your_") { return .placeholder }
      if ["your", "yourdomain", "yourapp", "yoursite", "yourcompany", "yourproject", "yourname"].contains(label) {
        return .placeholder
      }
    }
    guard labels.count == 3, let platform = Platforms.all.first(where: { lower.hasSuffix($0.domain) }) else {
      return nil
    }
    return platform.ownSites.contains(String(labels[0]))
      ? nil : .outsideOfZone(platform: platform.title, zone: platform.publicZone)
  }

  /// `localhost` and its addresses. `0.0.0.0` is none: servers bind to it.
  package static func isLoopback(_ host: String) -> Bool {
    let lower = host.lowercased()
    if lower == "localhost" || lower.hasSuffix(".localhost") || lower == "[::1]" || lower == "::1" { return true }
    guard lower.hasPrefix("127.") else { return false }
    let parts = lower.split(separator: ".", omittingEmptySubsequences: false)
    return parts.count == 4
      && parts.allSatisfy { !$0.isEmpty && $0.utf8.count <= 3 && $0.utf8.allSatisfy(isDigit) }
  }
}
