import Diagnostics
import Engines
import IR
import JSON
import Syntax

extension FieldType where Value == String {
  /// A package as `apt-get install` takes it: its name (Debian policy 5.6.1), and an architecture, a version or a
  /// release. Whatever begins with `-` would be an option.
  package static let packageName = FieldType.scalar(
    "the name of a package",
    schema: ValueSchemas.pattern("^[a-z0-9][a-z0-9+.-]*(:[a-z0-9-]+)?([=/][A-Za-z0-9.+~:-]+)?$")
  ) { text, node, decoder in
    let name = text.prefix { !":=/".contains($0) }
    let rest = text.dropFirst(name.count)
    let isName =
      (name.utf8.first.map(ValueScanner.isAlphanumeric) ?? false)
      && name.utf8.allSatisfy { ValueScanner.isLowercase($0) || ValueScanner.isDigit($0) || "+.-".utf8.contains($0) }
      && rest.utf8.allSatisfy { ValueScanner.isAlphanumeric($0) || "+.-:=/~".utf8.contains($0) }
    if isName { return text }
    decoder.report(.malformedValue, at: node.span, "\(text.quotedForMessage) is not the name of a Debian package") {
      $0.notes = text.hasPrefix("-") ? ["it would be an option of `apt-get`"] : []
      $0.help = ["lower-case letters, digits, `+`, `-` and `.`, such as `libpq5`; a version behind `=`"]
    }
    return nil
  }

  /// A PostgreSQL name that needs no quotes.
  package static let databaseName = FieldType.scalar(
    "a name of lower-case letters, digits and _", schema: ValueSchemas.pattern("^[a-z_][a-z0-9_]{0,62}$")
  ) { text, node, decoder in
    let isName =
      !text.isEmpty && text.utf8.count <= 63 && !(48...57).contains(text.utf8.first ?? 48)
      && text.utf8.allSatisfy { (97...122).contains($0) || (48...57).contains($0) || $0 == UInt8(ascii: "_") }
    if isName { return text }
    decoder.report(.notAName, at: node.span, "`\(text)` is not a name of a database or a role") {
      $0.help = ["lower-case letters, digits and `_`, at most 63, not beginning with a digit"]
    }
    return nil
  }

  /// The name of a virtual host: it is part of a URL as it is written.
  package static let spaceName = FieldType.scalar(
    "a name of letters, digits, `.`, `_` and `-`", schema: ValueSchemas.pattern("^[A-Za-z0-9._-]{1,128}$")
  ) { text, node, decoder in
    let isName =
      (1...128).contains(text.utf8.count)
      && text.utf8.allSatisfy { ValueScanner.isAlphanumeric($0) || "._-".utf8.contains($0) }
    if isName { return text }
    decoder.report(.notAName, at: node.span, "\(text.quotedForMessage) is not a name of a virtual host") {
      $0.help = ["letters, digits, `.`, `_` and `-`; omit the key for the server's own, `/`"]
    }
    return nil
  }

  /// The name of a set of servers, which is part of URLs and command lines.
  package static let setName = FieldType.scalar(
    "a name of letters, digits and `_`", schema: ValueSchemas.pattern("^[A-Za-z0-9_]{1,64}$")
  ) { text, node, decoder in
    let isName =
      (1...64).contains(text.utf8.count)
      && text.utf8.allSatisfy { ValueScanner.isAlphanumeric($0) || $0 == UInt8(ascii: "_") }
    if isName { return text }
    decoder.report(.notAName, at: node.span, "\(text.quotedForMessage) is not a name of a replica set") {
      $0.help = ["letters, digits and `_`, such as `rs0`"]
    }
    return nil
  }

  /// The name of a bucket, which is a host name too (S3's naming rules).
  package static let bucketName = FieldType.scalar(
    "a name of lower-case letters, digits and `-`", schema: ValueSchemas.pattern("^[a-z0-9]([a-z0-9-]{1,61}[a-z0-9])$")
  ) { text, node, decoder in
    let isName =
      (3...63).contains(text.utf8.count) && text.utf8.first != UInt8(ascii: "-") && text.utf8.last != UInt8(ascii: "-")
      && text.utf8.allSatisfy {
        ValueScanner.isLowercase($0) || ValueScanner.isDigit($0) || $0 == UInt8(ascii: "-")
      }
    if isName { return text }
    decoder.report(.notAName, at: node.span, "\(text.quotedForMessage) is not a name of a bucket") {
      $0.help = ["3 to 63 lower-case letters, digits and `-`, which is neither first nor last"]
    }
    return nil
  }

  /// A directory of a bucket, as clients of S3 write it.
  package static let bucketURL = FieldType.scalar(
    "a URL such as s3://backups/production",
    schema: ValueSchemas.pattern("^s3://[a-z0-9][a-z0-9.-]{1,61}[a-z0-9](/[A-Za-z0-9._-]+)*/?$")
  ) { text, node, decoder in
    let scheme = "s3://"
    let parts = text.dropFirst(scheme.count).split(separator: "/", omittingEmptySubsequences: false)
    let bucket = parts.first ?? ""
    let directories = parts.dropFirst().last?.isEmpty == true ? parts.dropFirst().dropLast() : parts.dropFirst()
    let isURL =
      text.hasPrefix(scheme) && text.utf8.count <= mostBytesOfURL && (3...63).contains(bucket.utf8.count)
      && [bucket.utf8.first, bucket.utf8.last].allSatisfy { $0.map(isLowercaseOrDigit) ?? false }
      && bucket.utf8.allSatisfy { isLowercaseOrDigit($0) || $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: ".") }
      && directories.allSatisfy { directory in
        !directory.isEmpty && directory != "." && directory != ".."
          && directory.utf8.allSatisfy { ValueScanner.isAlphanumeric($0) || [0x2D, 0x2E, 0x5F].contains($0) }
      }
    if isURL { return text.hasSuffix("/") ? String(text.dropLast()) : text }
    decoder.report(.malformedValue, at: node.span, "\(text.quotedForMessage) is not a directory of a bucket") {
      $0.help = ["write `s3://`, the bucket and a directory of letters, digits and `._-`: `s3://backups/production`"]
    }
    return nil
  }

  private static let mostBytesOfURL = 1024

  private static func isLowercaseOrDigit(_ byte: UInt8) -> Bool {
    ValueScanner.isLowercase(byte) || ValueScanner.isDigit(byte)
  }

  /// The address of a server without a path.
  package static let endpoint = FieldType.scalar(
    "a URL such as https://s3.example.net",
    schema: ValueSchemas.pattern("^https?://[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?(:[0-9]{1,5})?/?$")
  ) { text, node, decoder in
    let scheme = ["https://", "http://"].first(where: text.hasPrefix)
    let rest = scheme.map { text.dropFirst($0.count) }.map { $0.hasSuffix("/") ? $0.dropLast() : $0 } ?? ""
    let parts = rest.split(separator: ":", omittingEmptySubsequences: false)
    let host = parts.first ?? ""
    let isAddress =
      [host.utf8.first, host.utf8.last].allSatisfy { $0.map(ValueScanner.isAlphanumeric) ?? false }
      && host.utf8.count <= 253
      && host.utf8.allSatisfy { ValueScanner.isAlphanumeric($0) || [0x2D, 0x2E].contains($0) }
      && (parts.count == 1 || parts.count == 2 && Int(parts[1]).map((1...65_535).contains) == true)
    if isAddress, let scheme { return scheme + rest }
    decoder.report(.malformedValue, at: node.span, "\(text.quotedForMessage) is not the address of a server") {
      $0.help = ["write scheme, host and, where it is not the usual one, port: `https://s3.example.net:9000`"]
    }
    return nil
  }

  /// A regular expression.
  package static let pattern = FieldType.scalar("a regular expression", schema: ["type": "string"]) {
    text, node, decoder in
    decoder.value(Pattern.parse(text), node) == nil ? nil : text
  }

  /// A version: digits and dots, kept as text.
  package static let version = FieldType.scalar(
    "a version such as 18", schema: ValueSchemas.pattern("^[0-9.]+$", ["18", "3.13"], orNumber: true)
  ) { text, node, decoder in
    if !text.isEmpty, text.utf8.allSatisfy({ (48...57).contains($0) || $0 == UInt8(ascii: ".") }) { return text }
    let key = decoder.path.last ?? "version"
    decoder.report(
      .wrongScalar, at: node.span, "`\(key)` takes a version, found `\(text)`", label: "not digits and dots"
    ) {
      $0.notes = ["what a word such as `latest` stands for changes, and the program with it"]
      $0.help = [
        "write the number of the version, such as `\(key): \(key == "version" ? StoreEngines.all[0].defaultVersion : "\"\(Defaults.python)\"")`"
      ]
    }
    return nil
  }
}

extension FieldType where Value == CronSchedule {
  package static let cron = FieldType.scalar(
    "a cron expression with five fields", schema: ValueSchemas.pattern("^ *\\S+( +\\S+){4} *$", ["0 3 * * *"])
  ) { text, node, decoder in decoder.value(CronSchedule.parse(text), node) }
}

extension FieldType where Value == ValueType {
  package static let valueType = FieldType.scalar("a type such as url<https>", schema: ["type": "string"]) {
    text, node, decoder in
    decoder.value(ValueType.parse(text), node)
  }
}

extension FieldType where Value == String {
  /// Who supplies a variable.
  static let variableSource = FieldType(
    "one of external, optional", schema: ValueSchemas.words(["external", "optional"])
  ) { node, decoder in
    guard let text = node.text, text.hasPrefix("generate") else {
      return FieldType.word(["external", "optional"]).read(node, decoder)
    }
    decoder.report(.notInEnumeration, at: node.span, "a value that is generated is a secret, not a variable") {
      let name = decoder.path.dropLast().last ?? "NAME"
      $0.help = ["declare it under `secrets:` of the service: `secrets: { \(name): \(text) }`"]
    }
    return nil
  }

  /// What a generated secret begins with: one line that shells and env files read as it is.
  static let secretPrefix = FieldType.scalar(
    "a prefix such as base64:", schema: ValueSchemas.pattern("^[A-Za-z0-9._~:/+=@-]{1,64}$", ["base64:"])
  ) { text, node, decoder in
    let isPrefix =
      (1...64).contains(text.utf8.count)
      && text.utf8.allSatisfy {
        ValueScanner.isUnreservedInURL($0) || ":/+=@".utf8.contains($0)
      }
    if isPrefix { return text }
    decoder.report(.malformedValue, at: node.span, "\(text.quotedForMessage) is not a prefix of a secret") {
      $0.help = ["write 1 to 64 letters, digits and `.` `_` `~` `:` `/` `+` `=` `@` `-`, such as `\"base64:\"`"]
    }
    return nil
  }
}

extension FieldType where Value == SecretDeclaration.Source {
  package static let secretSource = FieldType.scalar(
    "generate, external or optional",
    schema: ValueSchemas.pattern(
      "^(generate(\\((\(SecretDeclaration.alphabets.joined(separator: "|")))(, *[0-9]+)?\\))?|external|optional)$")
  ) { text, node, decoder in
    switch text {
    case "generate": return .generate(alphabet: "base64url", bytes: 32)
    case "external": return .external
    case "optional": return .optional
    default: break
    }
    if text.hasPrefix("generate("), text.hasSuffix(")") {
      let parts = text.dropFirst(9).dropLast().split(separator: ",").map {
        $0.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed().map(String.init).joined()
      }
      if parts.count <= 2, let alphabet = parts.first, SecretDeclaration.alphabets.contains(alphabet) {
        let bytes = parts.count == 2 ? Int(parts[1]) : 32
        if let bytes, (16...128).contains(bytes) { return .generate(alphabet: alphabet, bytes: bytes) }
      }
    }
    if text.hasPrefix("generate") {
      decoder.report(
        .notInEnumeration, at: node.span, "a secret is `generate`, `external` or `optional`, found `\(text)`"
      ) {
        let alphabets = Words.enumeration(SecretDeclaration.alphabets)
        $0.help = ["write `generate(base64url, 32)`: alphabets \(alphabets), 16 to 128 bytes"]
      }
      return nil
    }
    let words = ["generate", "external", "optional"]
    let nearest = Suggestion.nearest(to: text, among: words)
    decoder.report(
      .notInEnumeration, at: node.span, "a secret is `generate`, `external` or `optional`, nothing else",
      label: nearest.isEmpty ? "if this is the value itself: it is not written here" : ""
    ) {
      guard let first = nearest.first else {
        // It may be the secret.
        $0.masked = [node.span]
        $0.notes = ["the topology is read by everybody who has the repository; values stay outside of it"]
        $0.help = ["write `external` where somebody enters the value at deployment, or `generate` to have one made"]
        return
      }
      $0.help = ["did you mean `\(first)`?"]
      $0.fixes = [FixIt("write `\(first)`", .unsafe, [.init(node.span, first)])]
    }
    return nil
  }
}
