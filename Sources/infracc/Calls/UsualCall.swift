import Emit

/// A command that is called by scripts, hooks and editors all day. Its usual command lines are read here: ArgumentParser
/// looks at types at run time, and takes longer for that than the check of a small topology takes.
///
/// Only what is right is read. Help, completions, other spellings and every mistake are ArgumentParser's, whose
/// declarations are the only ones that people see; a test compares the two over the options of those declarations.
protocol UsualCall: Equatable {
  /// The word that names the command.
  static var name: String { get }

  init()

  /// Takes an option, which begins with a hyphen, and the value that it needs.
  /// - Returns: false for what is not known or not right.
  mutating func take(_ option: String, _ reader: inout CallReader) -> Bool

  /// Takes what is no option; called once, and only where there is something.
  /// - Returns: false where it is too much.
  mutating func take(arguments: [String]) -> Bool

  /// Why what was taken does not go together; nil where it does.
  var problem: String? { get }

  func run() throws
}

extension UsualCall {
  /// Reads the words behind the name of the command.
  /// - Returns: nil where ArgumentParser is to read them.
  static func read(_ words: ArraySlice<String>) -> Self? {
    var reader = CallReader(words)
    var call = Self()
    while let option = reader.next() {
      guard call.take(option, &reader) else { return nil }
    }
    guard reader.arguments.isEmpty || call.take(arguments: reader.arguments) else { return nil }
    return call.problem == nil ? call : nil
  }
}

/// The words of a command line, one after the other.
struct CallReader {
  private var words: ArraySlice<String>
  /// What is no option, in order.
  private(set) var arguments: [String] = []
  /// What is written behind the `=` of the last option, until the option takes it.
  private var attached: String?
  /// Options with one value that were given: given twice they are left to ArgumentParser.
  private var given: Set<String> = []

  init(_ words: ArraySlice<String>) { self.words = words }

  /// The next option with its hyphens; nil at the end. What looks like neither an option nor an argument is an option
  /// without a name, and so is a value that the last option did not take.
  mutating func next() -> String? {
    if attached != nil { return "" }
    while let word = words.popFirst() {
      let bytes = word.utf8
      if bytes.isEmpty { return "" }
      guard bytes.first == UInt8(ascii: "-"), bytes.count > 1 else {
        arguments.append(word)
        continue
      }
      guard bytes.dropFirst().first == UInt8(ascii: "-"), let equals = bytes.firstIndex(of: UInt8(ascii: "=")) else {
        return word
      }
      attached = String(word[bytes.index(after: equals)...])
      return String(word[..<equals])
    }
    return nil
  }

  /// The value of the last option; nil where there is none, or something that may be an option.
  private mutating func value() -> String? {
    guard let value = attached ?? words.popFirst(), !value.isEmpty, value.utf8.first != UInt8(ascii: "-") else {
      return nil
    }
    attached = nil
    return value
  }

  mutating func set(_ flag: inout Bool) -> Bool {
    flag = true
    return true
  }

  mutating func append(to list: inout [String]) -> Bool {
    guard let value = value() else { return false }
    list.append(value)
    return true
  }

  /// - Parameter name: that of the option, whichever way it is spelled.
  mutating func set<Value>(_ option: inout Value, _ name: String, _ make: (String) -> Value?) -> Bool {
    guard let value = single(name, make) else { return false }
    option = value
    return true
  }

  /// The same for an option that has no value of its own.
  mutating func set<Value>(_ option: inout Value?, _ name: String, _ make: (String) -> Value?) -> Bool {
    option = single(name, make)
    return option != nil
  }

  private mutating func single<Value>(_ name: String, _ make: (String) -> Value?) -> Value? {
    given.insert(name).inserted ? value().flatMap(make) : nil
  }
}

extension FindingOptions {
  /// Takes one of these options; nil where it is another one.
  mutating func take(_ option: String, _ reader: inout CallReader) -> Bool? {
    switch option {
    case "--format": reader.set(&format, option, OutputFormat.init)
    case "--color": reader.set(&color, option, ColorChoice.init)
    case "--max-errors": reader.set(&maxErrors, option) { Int($0) }
    case "--infos", "--notes": reader.set(&infos)
    case "--deny": reader.append(to: &deny)
    case "--warn": reader.append(to: &warn)
    default: nil
    }
  }
}

extension InputOptions {
  /// Takes one of these options; nil where it is another one.
  mutating func take(_ option: String, _ reader: inout CallReader) -> Bool? {
    switch option {
    case "--no-fs": reader.set(&noFS)
    case "--no-probe": reader.set(&noProbe)
    default: nil
    }
  }
}

extension CheckCall: UsualCall {
  static let name = "check"

  var problem: String? { findings.problem }

  mutating func take(_ option: String, _ reader: inout CallReader) -> Bool {
    switch option {
    case "--plugins": return reader.set(&plugins)
    case "--explain-sources": return reader.set(&explainsSources)
    case "--baseline": return reader.set(&baseline, option) { $0 }
    case "--write-baseline": return reader.set(&newBaseline, option) { $0 }
    default: break
    }
    return input.take(option, &reader) ?? findings.take(option, &reader) ?? false
  }

  mutating func take(arguments: [String]) -> Bool {
    files = arguments
    return true
  }
}

extension BuildCall: UsualCall {
  static let name = "build"

  mutating func take(_ option: String, _ reader: inout CallReader) -> Bool {
    switch option {
    case "-e", "--environment": reader.append(to: &environments)
    case "-t", "--target": reader.append(to: &targets)
    case "-o", "--output": reader.set(&output, "--output") { $0 }
    case "--layout": reader.set(&layout, option) { OutputLayout.Style(rawValue: $0) }
    case "--check": reader.set(&check)
    case "--dry-run": reader.set(&dryRun)
    case "--diff": reader.set(&diff)
    case "--force": reader.set(&force)
    case "--emit-ir": reader.set(&emitIR)
    default: input.take(option, &reader) ?? findings.take(option, &reader) ?? false
    }
  }

  mutating func take(arguments: [String]) -> Bool {
    guard arguments.count == 1 else { return false }
    file = arguments[0]
    return true
  }
}
