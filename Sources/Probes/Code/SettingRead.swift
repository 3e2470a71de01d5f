import Model
import Resolution

/// A setting that code reads from its environment, at one position in it. All probes use these values.
struct SettingRead {
  /// What replaces a setting that is not set.
  enum Fallback: Hashable {
    case none
    /// A text in the code.
    case text(Range<Int>)
    /// A random value, different in every process.
    case random(Range<Int>)
    case other
  }

  /// How the text of a setting with several parts is split.
  enum WireFormat: Hashable {
    /// At every comma.
    case separated
    case json
    /// JSON where it can be read as JSON, else as text.
    case either
    /// Not at all: neither of them gives a value of the type.
    case text
  }

  /// What reads it, as findings call it.
  enum Reader: String, Hashable {
    case code = "the code"
    case pydantic = "pydantic"
    case djangoEnviron = "django-environ"
    case prisma = "Prisma"
    /// A schema: zod, envalid, envsafe, convict.
    case schema = "the schema"
  }

  /// The names of the variable: one of them is enough. Findings name the first.
  var names: [String]
  let file: RepositoryReader.File
  let place: Range<Int>
  /// Whether the code fails or misbehaves when it is not set.
  var isRequired: Bool
  var fallback: Fallback
  /// The type into which the code converts the text; nil: it is not known.
  var type: ValueType?
  /// What declares the type, where that is a schema.
  var typeSource: CodeFacts.Datasource?
  /// Nil: it is one value, or it is not known.
  var format: WireFormat?
  /// Whether the code keeps it out of logs.
  var isSecret = false
  /// Whether a name in another case is another name.
  var isCaseSensitive = true
  var reader = Reader.code
  /// The name of the value in the code: a field of a class, or the variable that it is assigned to.
  var attribute: String?

  /// The name that findings use.
  var name: String { names.first ?? "" }

  init(
    _ names: [String], in file: RepositoryReader.File, at place: Range<Int>, isRequired: Bool = false,
    fallback: Fallback = .none
  ) {
    self.names = names
    self.file = file
    self.place = place
    self.isRequired = isRequired
    self.fallback = fallback
  }

  /// Whether a variable of this name is the one that is read.
  func isNamed(_ variable: String) -> Bool {
    names.contains(variable) || (!isCaseSensitive && names.contains { $0.uppercased() == variable.uppercased() })
  }
}

/// Names of variables in code.
enum VariableNames {
  /// Capitals, digits and `_`, as names of environment variables usually are.
  static func isPlausible(_ name: String) -> Bool {
    isWord(name) && !name.utf8.contains { (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0) }
  }

  /// The same in any case, because settings classes can be case-sensitive.
  static func isWord(_ name: String) -> Bool {
    guard let first = name.utf8.first, !first.isCodeDigit, name.utf8.count <= 100 else { return false }
    return name.utf8.allSatisfy { $0.isCodeWord && $0 < 0x80 }
  }
}
