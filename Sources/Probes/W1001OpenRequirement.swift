package import Diagnostics
import IR

extension DiagnosticKind {
  package static let openRequirement = DiagnosticKind(
    "W1001", "open-requirement", tunable: true,
    summary: "a requirement says no version",
    explanation: """
      Every build of the image installs what requirements.txt names. A line without a version, such as `fastapi`, means
      the newest one of that day. Two builds of one commit then hold different programs, and the one that breaks is the
      one that you did not look at: a rollback, a new replica, the fix for something else.

      Write the versions that work now, with `==`. `pip freeze` prints them; `pip-compile` and `uv export` also write
      those that your requirements need themselves. Updating is then a commit that a test can refuse.

      A file with a constraints line (`-c`) is not asked about: it has its versions there.
      """,
    failing: """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        api:
          type: fastapi
          root: ./backend
                ^^^^^^^^^
      """,
    passing: """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        api:
          type: fastapi
          root: ./backend
      """,
    options: ExampleOptions(
      files: [
        ExampleFile(
          "backend/main.py",
          """
          from fastapi import FastAPI

          app = FastAPI()


          @app.get("/health")
          def health():
              return {"status": "up"}
          """),
        ExampleFile(
          "backend/requirements.txt",
          """
          fastapi
          uvicorn==0.34.0
          """),
      ],
      passingFiles: [
        ExampleFile(
          "backend/main.py",
          """
          from fastapi import FastAPI

          app = FastAPI()


          @app.get("/health")
          def health():
              return {"status": "up"}
          """),
        ExampleFile(
          "backend/requirements.txt",
          """
          fastapi==0.115.6
          uvicorn==0.34.0
          """),
      ]))
}

/// Requirements without a version.
package enum OpenRequirement: Probe {
  package static func run(in context: ProbeContext) {
    for root in context.roots {
      guard let service = root.services.first(where: { installs($0, root) }), let (file, content) = root.requirements,
        !content.hasConstraints
      else { continue }
      let open = content.lines.filter(\.isOpen)
      guard let first = open.first else { continue }
      let names = Words.some(open.map(\.name), of: "requirements")
      context.report(
        .openRequirement, at: service.rootSpan, path: service.path("root"),
        "\(names) \(open.count == 1 ? "has" : "have") no version in requirements.txt"
      ) {
        context.show(first.place, of: file, "any version is installed", in: &$0)
        $0.notes = ["every build takes what is newest that day: the same commit may work today and fail tomorrow"]
        $0.help = ["write the versions that work now: `pip freeze` lists them, as `\(first.name)==…`"]
      }
    }
  }

  private static func installs(_ service: ProbedService, _ root: CodeRoot) -> Bool {
    if let (file, _) = root.dockerfile(of: service) { return file.bytes.contains("requirements.txt") }
    return service.lowered.build?.dockerfile == nil
  }
}

extension [UInt8] {
  /// Whether a short text occurs.
  func contains(_ text: StaticString) -> Bool {
    let needle = UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount)
    guard count >= needle.count, let first = needle.first else { return false }
    return withUnsafeBufferPointer { bytes in
      for start in 0...(bytes.count - needle.count) where bytes[start] == first {
        if (1..<needle.count).allSatisfy({ bytes[start + $0] == needle[$0] }) { return true }
      }
      return false
    }
  }
}

extension Words {
  /// `` `a`, `b` and `c` ``; of many the first two and how many more.
  package static func some(_ names: [String], of what: String) -> String {
    if names.count <= 3 { return enumeration(names) }
    return names.prefix(2).map { "`\($0)`" }.joined(separator: ", ") + " and \(names.count - 2) more \(what)"
  }
}
