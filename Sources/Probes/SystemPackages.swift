import Model
import Resolution

/// Packages of the operating system that a dependency needs, because it is compiled when it is installed or loads a
/// library. Those that contain their libraries (wheels of psycopg2-binary, Pillow, lxml, cryptography) need none.
struct SystemPackages {
  let language: Toolchain.Language
  /// As its registry names it.
  let name: String
  /// Of Debian, in the image.
  let run: [String]
  /// Of Debian, in the build alone.
  let build: [String]
  /// Beside one of these it needs nothing.
  var unless: [String] = []
  /// A dependency that replaces it and needs nothing; nil: there is none.
  var instead: String?

  /// Debian 12 and 13, November 2026.
  static let all: [SystemPackages] = [
    SystemPackages(
      language: .python, name: "psycopg2", run: ["libpq5"], build: ["gcc", "libpq-dev"], instead: "psycopg2-binary"),
    SystemPackages(
      language: .python, name: "psycopg", run: ["libpq5"], build: [], unless: ["psycopg-binary", "psycopg-c"],
      instead: "psycopg[binary]"),
    SystemPackages(
      language: .python, name: "mysqlclient", run: ["libmariadb3"],
      build: ["gcc", "pkg-config", "default-libmysqlclient-dev"]),
    SystemPackages(
      language: .python, name: "weasyprint",
      run: ["libpango-1.0-0", "libpangoft2-1.0-0", "libharfbuzz-subset0"], build: []),
    SystemPackages(language: .python, name: "python-magic", run: ["libmagic1"], build: []),
    SystemPackages(language: .python, name: "pyzbar", run: ["libzbar0"], build: []),
    SystemPackages(
      language: .python, name: "opencv-python", run: ["libgl1", "libglib2.0-0"], build: [],
      instead: "opencv-python-headless"),
    SystemPackages(language: .python, name: "gdal", run: ["gdal-bin"], build: ["g++", "libgdal-dev"]),
    SystemPackages(
      language: .python, name: "python-ldap", run: ["libldap-common"], build: ["gcc", "libldap-dev", "libsasl2-dev"]),
    SystemPackages(language: .go, name: "github.com/mattn/go-sqlite3", run: [], build: ["gcc"]),
    SystemPackages(language: .go, name: "github.com/confluentinc/confluent-kafka-go", run: [], build: ["gcc"]),
  ]
}

/// The distributions that a project installs, as its manifest and lock files name them.
struct InstalledNames {
  private let requirements: Set<String>
  private let texts: [String]
  private let isGo: Bool

  init(_ files: ToolFiles) {
    var names: Set<String> = []
    var texts: [String] = []
    for name in files.recipe.manifests + (files.tool.locks.map { $0 }) where files.has(name) {
      guard let file = files.file(name) else { continue }
      if name.hasSuffix(".txt") {
        let content = Requirements(file.bytes)
        for line in content.lines {
          names.insert(line.name)
          for extra in line.extras { names.insert(line.name + "-" + extra) }
        }
      } else {
        texts.append(String(decoding: file.bytes, as: UTF8.self).lowercased())
      }
    }
    requirements = names
    self.texts = texts
    isGo = files.tool.language == .go
  }

  /// Whether it is installed: `name = "psycopg2"` of a lock, `"psycopg2": {` of Pipfile.lock, `"psycopg2>=2"` of
  /// pyproject.toml, a line of go.mod.
  func contains(_ name: String) -> Bool {
    if requirements.contains(name) { return true }
    return texts.contains { text in
      if isGo { return text.holds(name + " v") || text.holds(name + "/v") }
      return text.holds("name = \"\(name)\"") || text.holds("\"\(name)\":")
        || ["\"", ">", "=", "<", "~", " ", "["].contains {
          text.holds("\"\(name)\($0)") && !text.holds("\"\(name)\" =")
        }
    }
  }
}

/// A dependency of Python with the packages of Debian that it needs.
package struct SystemNeed {
  package let name: String
  package let run: [String]
  package let build: [String]
  /// Beside one of these it needs nothing.
  package let unless: [String]
  /// A dependency that replaces it and needs nothing; nil: there is none.
  package let instead: String?

  /// All that are known.
  package static let ofPython = SystemPackages.all.filter { $0.language == .python }.map {
    SystemNeed(name: $0.name, run: $0.run, build: $0.build, unless: $0.unless, instead: $0.instead)
  }
}
