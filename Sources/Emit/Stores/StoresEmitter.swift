import Diagnostics
package import IR

/// Configuration files that engines describe line by line; an engine with a directory of its own writes its own.
package enum StoresEmitter: Emitter {
  package static let name = "stores"
  package static let summary = "configuration files of the other stores, line by line as their engines have them"
  package static let files = ["<environment>/stores/<service>/<file>"]
  package static let scope = EmitterScope.environment
  package static let role = EmitterRole.supporting
  package static let capabilities = Capabilities()
  package static let options: [EmitterOption] = []

  package static func configuration(of service: Service, in program: Program) -> (any StoreConfiguration)? {
    guard let store = service.store, !store.container.files.isEmpty else { return nil }
    return StoreFiles(service: service, store: store)
  }

  package static func emit(_ request: EmitRequest) -> Emission {
    var emission = Emission()
    let environment = request.program.environment.name
    let haveFiles = StoreTargets(request.program).haveFiles
    for service in request.program.services {
      guard let store = service.store else { continue }
      for file in store.container.files {
        for line in file.lines where !StoreFiles.isWritable(line) { emission.findings.append(finding(file, service)) }
        if request.isForFindings || !haveFiles { continue }
        emission.files.append(
          EmittedFile(
            path: OutputLayout.path(environment, Self.name, "\(service.dns)/\(file.name)"),
            header: request.layout.header(.hash, for: environment)
          ) { StoreFiles.write(file, to: &$0) })
      }
    }
    return emission
  }

  private static func finding(_ file: Store.File, _ service: Service) -> EmitFinding {
    EmitFinding(
      .textNotRepresentable, "a setting of `\(service.name)` cannot be written in \(file.name)",
      span: service.span(of: .tuning), help: ["write one line of text without `#`"])
  }
}

/// The files of one store.
struct StoreFiles: StoreConfiguration {
  let service: Service
  let store: Store

  /// Whether the line remains one line, and no part of it becomes a comment.
  static func isWritable(_ line: Store.File.Line) -> Bool {
    !line.text.hasByte { $0 < 0x20 || $0 == 0x7F || $0 == UInt8(ascii: "#") }
  }

  static func write(_ file: Store.File, to writer: inout TextWriter) {
    for line in file.lines {
      if let note = line.note { writer.write(CommentSyntax.hash.line(note)) }
      writer.write(line.text)
      writer.write(byte: UInt8(ascii: "\n"))
    }
  }

  package var configurationLines: ConfigurationLines {
    ConfigurationLines(restart: store.container.files.flatMap { file in [file.path] + file.lines.map(\.text) })
  }

  package var application: SettingsApplication? { nil }

  /// The command of a container without mounted files: a shell writes them where the image reads them, then starts the
  /// server as the image does. Nil where there is no file, or the image has no shell.
  package func startWords(volume: String?) -> [String]? {
    let container = store.container
    guard !container.files.isEmpty, !container.entrypoint.isEmpty,
      container.files.allSatisfy({ $0.lines.allSatisfy(Self.isWritable) })
    else { return nil }
    let writes = container.files.map { file in
      "printf '%s\\n' " + file.lines.map { ShellText.quoted($0.text) }.joined(separator: " ") + " > "
        + ShellText.quoted(file.path)
    }
    let start = "exec " + (container.entrypoint + container.command).map(ShellText.quoted).joined(separator: " ")
    return ["/bin/sh", "-c", (writes + [start]).joined(separator: " && ")]
  }
}
