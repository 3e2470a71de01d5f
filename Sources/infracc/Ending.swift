import Glibc

/// How a run ends that did what it was asked to do.
enum Ending {
  /// Ends the program while its values live: the system takes their memory back as a whole, where freeing them one
  /// by one would take a twentieth of the run. Nothing is left to write, because `Terminal` keeps nothing back.
  static func now<Values>(_ code: Int32, keeping values: Values) -> Never {
    withExtendedLifetime(values) { exit(code) }
  }
}
