import Compiler
import Diagnostics
import Emit
import Files
import Foundation
import IR
import JSON
import TestSupport
import Testing

/// pydantic reads what is emitted for a list, in the format that the topology gives it after `infracc fix`.
@Suite("pydantic-settings reads the lists that are emitted", .waiting)
struct SettingsOracle {
  /// One form of a field.
  struct Row: Sendable, CustomTestStringConvertible {
    let what: String
    /// The body of the class, with the field `names`.
    let body: String
    /// Whether the plain list is what it reads.
    let takesText: Bool

    var testDescription: String { what }

    init(_ what: String, _ body: String, takesText: Bool = false) {
      self.what = what
      self.body = body
      self.takesText = takesText
    }
  }

  private static let before =
    "\n    @field_validator(\"names\", mode=\"before\")\n    @classmethod\n    def split(cls, value):\n"
    + "        return value.split(\",\") if isinstance(value, str) else value"

  static let rows = [
    Row("list", "    names: list[str] = []"),
    Row("List", "    names: List[str] = []"),
    Row("set", "    names: set[str] = set()"),
    Row("tuple", "    names: tuple[str, ...] = ()"),
    Row("Sequence", "    names: Sequence[str] = ()"),
    Row("Optional", "    names: Optional[list[str]] = None"),
    Row("a list or nothing", "    names: list[str] | None = None"),
    Row("a list of addresses", "    names: list[AnyHttpUrl] = []"),
    Row("a list or a text", "    names: list[str] | str = []", takesText: true),
    Row("a validator", "    names: list[str] = []" + before),
    Row("a validator of a union", "    names: list[str] | None = None" + before, takesText: true),
    Row("NoDecode with a validator", "    names: Annotated[list[str], NoDecode] = []" + before, takesText: true),
    Row(
      "BeforeValidator beside NoDecode",
      "    names: Annotated[list[str], NoDecode, BeforeValidator(lambda v: v.split(\",\"))] = []", takesText: true),
    Row("BeforeValidator alone", "    names: Annotated[list[str], BeforeValidator(lambda v: v)] = []"),
    Row(
      "decoding switched off, with a validator",
      "    model_config = SettingsConfigDict(enable_decoding=False)\n    names: list[str] = []" + before,
      takesText: true),
    Row(
      "ForceDecode",
      "    model_config = SettingsConfigDict(enable_decoding=False)\n    names: Annotated[list[str], ForceDecode] = []"),
    Row("Json", "    names: Json[list[str]] = '[]'"),
  ]

  private static let header = """
    from typing import Annotated, List, Optional, Sequence

    from pydantic import AnyHttpUrl, BeforeValidator, Json, field_validator
    from pydantic_settings import BaseSettings, ForceDecode, NoDecode, SettingsConfigDict


    class Settings(BaseSettings):

    """

  private static let items = ["https://shop.example.com/", "https://www.example.com/"]

  @Test("each form of a field", arguments: rows)
  func reads(_ row: Row) throws {
    let code = Self.header + row.body + "\n"
    let list = "[\(Self.items.joined(separator: ", "))]"
    let plain = Self.compile("NAMES: \(list)", code)
    let json = Self.compile("NAMES: { value: \(list), format: json }", code)
    // The form without a finding is read as it is meant; the one with a finding is not.
    #expect(plain.codes.contains("W1032") == !row.takesText, "\(plain.codes)")
    #expect(try Self.read(row.takesText ? plain.value : json.value, by: code) == Self.items)
    if !row.takesText { #expect(try Self.read(plain.value, by: code) != Self.items) }
    if json.codes.contains("W1032") { #expect(try Self.read(json.value, by: code) != Self.items) }
  }

  /// The value that the process is given, and what is reported of it.
  private static func compile(_ variable: String, _ code: String) -> (value: String, codes: [String]) {
    let topology =
      "infracc: 1\nproject: shop\ntargets: [compose]\nservices:\n  api: { type: fastapi, root: api, variables: { \(variable) } }\n"
    let files = [
      ("api/settings.py", code), ("api/requirements.txt", "fastapi==0.115.6\nuvicorn==0.34.0\n"),
    ]
    let compilation = Compilation.run(
      path: "topology.yaml", bytes: Array(topology.utf8),
      options: CompileOptions(repository: .texts(files.map { (path: $0.0, text: $0.1) })))
    var value = ""
    if case .literal(let text)? = compilation.programs.first?.service("api")?.variable("NAMES")?.value { value = text }
    if case .join(let separator, let items)? = compilation.programs.first?.service("api")?.variable("NAMES")?.value {
      value = items.map { if case .literal(let text) = $0 { text } else { "" } }.joined(separator: separator)
    }
    return (value, compilation.diagnostics.map(\.code))
  }

  /// The items that the class makes of the text; nil where it stops.
  private static func read(_ value: String, by code: String) throws -> [String]? {
    let folder = try TemporaryFolder()
    try folder.write(code, to: "settings.py")
    let script =
      "import json, settings\nn = settings.Settings().names\nprint(json.dumps(sorted(str(i) for i in n) if not isinstance(n, str) else n.split(',')))"
    let output = try run(
      try Tools.path("python"), ["-c", script], environment: ["NAMES": value], directory: folder.path, limit: 120)
    guard output.status == 0, let items = try JSONReader.parse(Array(output.stdout.utf8)).get().array else {
      return nil
    }
    return items.compactMap(\.string)
  }

  /// The words that E0404 refuses are no arguments of asyncpg, and what it lets pass are.
  @Test("asyncpg has none of the parameters that are refused")
  func asyncpg() throws {
    let output = try run(
      try Tools.path("python"),
      ["-c", "import asyncpg, inspect; print(*inspect.signature(asyncpg.connect).parameters)"], limit: 120)
    let known = Set(output.stdout.split(whereSeparator: \.isWhitespace).map(String.init))
    #expect(known.contains("ssl"))
    let words = [
      "sslmode", "sslrootcert", "channel_binding", "options", "gssencmode", "application_name", "connect_timeout",
      "target_session_attrs", "ssl", "krbsrvname", "passfile", "statement_cache_size",
    ]
    for word in words {
      let url = "postgresql+asyncpg://u@db.example.com/x?\(word)=x"
      let topology =
        "infracc: 1\nproject: shop\ntargets: [compose]\nservices:\n  api: { type: fastapi, variables: { DATABASE_URL: \"\(url)\" } }\n"
      let codes = Compilation.run(path: "topology.yaml", bytes: Array(topology.utf8)).diagnostics.map(\.code)
      #expect(codes.contains("E0404") == !known.contains(word), "\(word)")
    }
  }
}
