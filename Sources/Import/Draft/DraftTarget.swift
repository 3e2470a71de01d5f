import Engines
import IR

/// A service of the draft, as the values of others refer to it.
struct DraftTarget {
  let name: String
  let engine: StoreEngine?
  /// Names by which the files reach it, in small letters.
  var hosts: Set<String>
  /// Ports of the host by the port in the container.
  let published: [Int: Int]
  let port: Int?
  /// It has an address that browsers reach.
  let isPublic: Bool
  /// Its pages run in browsers.
  let isForBrowsers: Bool
  /// The database and the texts or names of variables that the password of its first account is made of.
  var database: String?
  var passwords: Set<String> = []

  /// How a reference to its URL is written: by the usual variable where the store has the engine's own name.
  func urlOutput(of engine: StoreEngine) -> String {
    name == engine.name && StoreEngines.named(name) != nil ? engine.urlVariable ?? "url" : "url"
  }

  /// Whether a port of the developer's machine leads to it.
  func answers(onLocal port: Int) -> Bool {
    published.values.contains(port) || self.port == port && !published.keys.contains(port)
      || engine?.port == port && published.isEmpty
  }
}

/// What the value of a variable becomes.
enum DraftValue {
  /// Nothing: the target sets it, or a key of the service does.
  case left
  /// Text, with references of the language.
  case text(String)
  /// Text whose type is said, because its name promises another.
  case typedText(String)
  /// A reference to a list, written as JSON.
  case jsonList(String)
  /// A text that an operator may replace.
  case replaceable(String)
  /// A variable that several services may have, by its own name, with its default.
  case shared(String, default: String?)
  /// Known to an operator only.
  case external
  /// May be missing.
  case optional
  /// A secret of that name.
  case secret(String, SecretSupply)
  /// How many processes there are.
  case workers(Int)
}

/// Where the value of a secret comes from.
enum SecretSupply: String {
  case generate
  case external
  case optional
}

/// A value with what is to be said about it, and with variables that it is made of.
struct DraftOutcome {
  var value: DraftValue
  /// Follows the name of the variable: `is …`.
  var remark: String?
  /// Shared variables and secrets that the text refers to, with their defaults.
  var parts: [(name: String, default: String?, isSecret: Bool)] = []

  init(_ value: DraftValue, _ remark: String? = nil) {
    self.value = value
    self.remark = remark
  }
}
