import JSON

extension Coder where Value == Checks {
  static let checks: Coder<Checks> = Coder.record(
    "checks", Checks()
  ) {
    Member("install", \.install, .optional(.text))
    Member("lint", \.lint, .optional(.text))
    Member("test", \.test, .optional(.text))
    Member("directory", \.directory, .text, "Where they run, relative to the topology's directory.")
    Member("runtime", \.runtime, .optional(.runtime), "What runs the code, in the version that its image has.")
  }
}

extension Coder where Value == Checks.Runtime {
  static let runtime: Coder<Checks.Runtime> = Coder.record(
    "runtime", Checks.Runtime(.python, version: "")
  ) {
    Member("language", \.language, .word())
    Member("version", \.version, .text)
  }
}
