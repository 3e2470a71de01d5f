/// Names that say who uses an address.
package enum AddressNames {
  private static let people: [StaticString] = [
    "PUBLIC", "FRONT", "FRONTEND", "WEB", "SITE", "APP", "AUTH", "REDIRECT", "CALLBACK", "ORIGIN", "ORIGINS",
  ]
  private static let listening: [StaticString] = ["BIND", "LISTEN", "CORS", "CSRF", "ALLOWED", "SELF", "HEALTHCHECK"]

  /// People see the address, so it must be the public one.
  package static func arePeoples(_ name: String) -> Bool { has([people], name) }

  /// The address is not one that the service itself calls.
  package static func areNotCalled(_ name: String) -> Bool { has([people, listening], name) }

  /// Whether one of the words between the underscores of a name is in a list. Every variable is asked, so that no word
  /// becomes a text of its own.
  private static func has(_ lists: [[StaticString]], _ name: String) -> Bool {
    var name = name
    return name.withUTF8 { bytes in
      bytes.split(separator: UInt8(ascii: "_")).contains { word in
        lists.contains { $0.contains { $0.isEqual(to: word) } }
      }
    }
  }

  // MARK: Announced addresses

  /// How a name ends whose address is sent to people or to third parties: in mails, redirects and webhooks. An ending
  /// that is not explicit can also name what is called: `API_BASE_URL` beside a service `api`.
  private static let announced: [(ending: StaticString, isExplicit: Bool)] = [
    ("EXTERNAL_URL", true), ("PUBLIC_URL", true), ("WEBHOOK_URL", true), ("REDIRECT_URI", true),
    ("CALLBACK_URL", true), ("FRONTEND_URL", true), ("BASE_URL", false), ("SITE_URL", false), ("ROOT_URL", false),
    ("APP_URL", false), ("DOMAIN_URL", false), ("DOMAIN", false),
  ]

  /// The words before the ending of a name whose address is announced.
  /// - Returns: nil where the name announces nothing. Empty where no words decide: there are none, or the ending is
  ///   explicit.
  package static func announcer(_ name: String) -> [String]? {
    for (ending, isExplicit) in announced {
      let rest = name.utf8.count - ending.utf8CodeUnitCount
      guard name.ends(with: ending), rest == 0 || name.utf8.dropLast(ending.utf8CodeUnitCount).last == underscore else {
        continue
      }
      return isExplicit || rest == 0 ? [] : words(name.dropLast(ending.utf8CodeUnitCount + 1))
    }
    return nil
  }

  private static let underscore = UInt8(ascii: "_")

  // MARK: Calls

  private static let callEndings: [StaticString] = ["_BASE_URL", "_URL", "_URI", "_HOST", "_ENDPOINT"]
  private static let callees: Set<String> = ["API", "BACKEND", "SERVICE", "SERVER", "INTERNAL", "PRIVATE"]

  /// The words before the ending of a name that can hold an address to call: `["BILLING", "API"]` of
  /// `BILLING_API_URL`. Nil for other names.
  package static func callee(_ name: String) -> [String]? {
    callEndings.first { name.ends(with: $0) }.map { words(name.dropLast($0.utf8CodeUnitCount)) }
  }

  /// Whether the last of the words say that a service calls the address: they are a usual word for it, or the name or
  /// the type of a service.
  /// - Parameter isService: whether a folded name is that of a service in question, or of its type.
  package static func sayCall(_ words: [String], isService: (String) -> Bool) -> Bool {
    guard let last = words.last else { return false }
    if callees.contains(last) { return true }
    return words.indices.contains { isService(words[$0...].joined(separator: "-").lowercased()) }
  }

  private static func words(_ text: Substring) -> [String] {
    text.split(separator: "_").map(String.init)
  }
}
