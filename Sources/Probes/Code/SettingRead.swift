import Model
import Resolution

/// A setting that code reads from its environment, as one place of it tells. All probes ask these values.
struct SettingRead {
  /// What a setting that is not given is replaced by.
  enum Fallback: Hashable {
    case none
    /// A text that is written in the code.
    case text(Range<Int>)
    /// Something random, another one in every process.
    case random(Range<Int>)
    case other
  }

  /// How the text of a setting with several parts is taken apart.
  enum WireFormat: Hashable {
    /// At every comma.
    case separated
    case json
    /// JSON where it can be read as JSON, else as text.
    case either
    /// Not at all: neither of them gives what the type asks for.
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

  /// The names of the variable: one of them is enough. Findings say the first.
  var names: [String]
  let file: RepositoryReader.File
  let place: Range<Int>
  /// The code stops, or makes nonsense, when it is not set.
  var isRequired: Bool
  var fallback: Fallback
  /// What the code makes of the text; nil: it does not tell.
  var type: ValueType?
  /// What says the type, where that is a schema.
  var typeSource: CodeFacts.Datasource?
  /// Nil: it is one value, or nothing tells.
  var format: WireFormat?
  /// The code keeps it out of logs.
  var isSecret = false
  /// A name in another case is another name.
  var isCaseSensitive = true
  var reader = Reader.code
  /// What the code calls the value: the field of a class, or the variable that it is assigned to.
  var attribute: String?

  /// The name that findings say.
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
  /// Capitals, digits and `_`: what people call variables of the environment.
  static func isPlausible(_ name: String) -> Bool {
    isWord(name) && !name.utf8.contains { (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0) }
  }

  /// The same in any case: settings classes can be told to keep the case of their fields.
  static func isWord(_ name: String) -> Bool {
    guard let first = name.utf8.first, !first.isCodeDigit, name.utf8.count <= 100 else { return false }
    return name.utf8.allSatisfy { $0.isCodeWord && $0 < 0x80 }
  }
}
