package import Diagnostics

/// A scalar's decoded text, taken apart into plain text and references. All ranges are UTF-8 offsets in that text.
package struct ReferenceText: Hashable, Sendable {
  package enum Segment: Hashable, Sendable {
    /// Plain text with its escapes resolved; `range` is what was written.
    case literal(String, range: Range<Int>)
    case reference(Reference)
  }

  package var segments: [Segment]
  /// A reference in it could not be read: nothing may be concluded from the text.
  package var isPoisoned: Bool

  package init(segments: [Segment], isPoisoned: Bool = false) {
    self.segments = segments
    self.isPoisoned = isPoisoned
  }

  package var references: [Reference] {
    segments.compactMap {
      if case .reference(let reference) = $0 { return reference }
      return nil
    }
  }

  /// The text with its escapes resolved, nil where a reference stands in it.
  package var plainText: String? {
    var text = ""
    for segment in segments {
      guard case .literal(let part, _) = segment else { return nil }
      text += part
    }
    return text
  }

  /// The reference, where the text is nothing but one.
  package var soleReference: Reference? {
    guard segments.count == 1, case .reference(let reference) = segments[0] else { return nil }
    return reference
  }
}

/// One `$<<…>>` or `${{…}}`.
package struct Reference: Hashable, Sendable {
  package enum Delimiter: Hashable, Sendable, CaseIterable {
    /// `$<<…>>`, the canonical spelling.
    case angle
    /// `${{…}}`.
    case brace

    package var opening: String { self == .angle ? "$<<" : "${{" }
    package var closing: String { self == .angle ? ">>" : "}}" }
  }

  /// From the first delimiter to the last, both included.
  package var range: Range<Int>
  package var delimiter: Delimiter
  /// Separated by `??`; the first one that has a value is taken. Empty only when poisoned.
  package var alternatives: [Pipeline]
  package var isPoisoned: Bool

  package init(range: Range<Int>, delimiter: Delimiter, alternatives: [Pipeline], isPoisoned: Bool = false) {
    self.range = range
    self.delimiter = delimiter
    self.alternatives = alternatives
    self.isPoisoned = isPoisoned
  }

  /// A value and the filters it goes through.
  package struct Pipeline: Hashable, Sendable {
    package var primary: Primary
    package var filters: [FilterCall]
    package var range: Range<Int>

    package init(primary: Primary, filters: [FilterCall], range: Range<Int>) {
      self.primary = primary
      self.filters = filters
      self.range = range
    }
  }

  package enum Primary: Hashable, Sendable {
    /// One name (a variable of the same service) or two (`service.member`).
    case path([Name])
    /// A generator: `uuid()`.
    case call(name: Name, arguments: [Argument])
    case literal(Literal)
  }

  package struct Name: Hashable, Sendable {
    /// Without quotes, escapes resolved.
    package var text: String
    package var range: Range<Int>
    package var isQuoted: Bool

    package init(text: String, range: Range<Int>, isQuoted: Bool = false) {
      self.text = text
      self.range = range
      self.isQuoted = isQuoted
    }
  }

  package struct Literal: Hashable, Sendable {
    package enum Value: Hashable, Sendable {
      case string(String)
      case integer(Int)
      case bool(Bool)
    }

    package var value: Value
    package var range: Range<Int>

    package init(value: Value, range: Range<Int>) {
      self.value = value
      self.range = range
    }

    /// What stands for it in a text.
    package var text: String {
      switch value {
      case .string(let text): text
      case .integer(let number): String(number)
      case .bool(let flag): flag ? "true" : "false"
      }
    }
  }

  /// `| name` or `| name(arguments)`.
  package struct FilterCall: Hashable, Sendable {
    package var name: Name
    package var arguments: [Argument]
    /// From the name to the closing parenthesis.
    package var range: Range<Int>

    package init(name: Name, arguments: [Argument], range: Range<Int>) {
      self.name = name
      self.arguments = arguments
      self.range = range
    }
  }

  package struct Argument: Hashable, Sendable {
    package enum Value: Hashable, Sendable {
      case literal(Literal)
      /// A word without quotes: `driver(asyncpg)`.
      case bare(Name)
    }

    /// The name before `=`, if any.
    package var label: Name?
    package var value: Value
    package var range: Range<Int>

    package init(label: Name?, value: Value, range: Range<Int>) {
      self.label = label
      self.value = value
      self.range = range
    }

    /// What stands for the value in a text.
    package var text: String {
      switch value {
      case .literal(let literal): literal.text
      case .bare(let name): name.text
      }
    }
  }
}

/// Something wrong with how a reference is written. Each reference gives at most one.
package struct ReferenceProblem: Sendable {
  /// A change of the decoded text that would remove the problem.
  package struct Replacement: Sendable, Hashable {
    package let range: Range<Int>
    package let text: String
    package let title: String
    package let applicability: FixIt.Applicability
  }

  package let kind: DiagnosticKind
  package let range: Range<Int>
  package let message: String
  package var label = ""
  package var notes: [String] = []
  package var help: [String] = []
  package var replacement: Replacement?

  init(_ kind: DiagnosticKind, _ range: Range<Int>, _ message: String, label: String = "") {
    self.kind = kind
    self.range = range
    self.message = message
    self.label = label
  }
}

// MARK: Reading

extension ReferenceText {
  /// Takes a scalar's decoded text apart. A reference that cannot be read gives one problem and poisons the text; the
  /// references behind it are read all the same.
  package static func parse(_ text: String) -> (ReferenceText, [ReferenceProblem]) {
    guard mayContain(text) else {
      let count = text.utf8.count
      return (ReferenceText(segments: count == 0 ? [] : [.literal(text, range: 0..<count)]), [])
    }
    var parser = ReferenceParser(Array(text.utf8))
    return parser.run()
  }

  /// False where a text holds neither `$<<` nor `${{`, which is true of most: it needs no parsing.
  package static func mayContain(_ text: String) -> Bool {
    let fast = text.utf8.withContiguousStorageIfAvailable { mayContain($0) }
    return fast ?? Array(text.utf8).withUnsafeBufferPointer { mayContain($0) }
  }

  package static func mayContain(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
    guard bytes.count > 2 else { return false }
    for offset in 0..<bytes.count - 2 where bytes[offset] == Byte.dollar {
      let (second, third) = (bytes[offset + 1], bytes[offset + 2])
      if second == third, second == Byte.less || second == Byte.leftBrace { return true }
    }
    return false
  }
}
