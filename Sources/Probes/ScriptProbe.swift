import Rules
import Diagnostics
import IR
import JSON
import Model

/// Scripts of package.json that commands name.
package enum ScriptProbe: Probe {
  package static func run(in context: ProbeContext) {
    for root in context.roots {
      guard let (file, manifest) = root.manifest, case .object(let members) = manifest else { continue }
      var scripts: [String: String] = [:]
      if case .object(let found)? = members["scripts"] {
        for (name, value) in found { if case .string(let text) = value { scripts[name] = text } }
      }
      var seen: Set<String> = []
      for service in root.services {
        for (key, command, span) in commands(of: service) {
          guard let name = script(in: command), seen.insert(key + name).inserted else { continue }
          guard let text = scripts[name] else {
            // npm itself knows what `npm start` does with a server.js.
            if name == "start", root.hasFile("server.js") { continue }
            reportMissing(name, key, span, scripts.keys.sorted(), file, service, context)
            continue
          }
          // `npm run dev` says by itself what it is.
          if key == "start" || key == "entrypoint", name != "dev", let server = developmentServer(in: text) {
            reportServer(server, name, key, span, file, service, context)
          }
        }
      }
    }
  }

  private static func commands(of service: ProbedService) -> [(key: String, command: Command, span: Span)] {
    let declaration = service.declaration
    var commands: [(String, Command, Span)] = []
    if let command = service.lowered.entrypoint, let span = declaration.entrypoint?.span {
      commands.append(("entrypoint", command, span))
    }
    if let command = service.lowered.command, let span = declaration.start?.span {
      commands.append(("start", command, span))
    }
    if let command = service.lowered.release, let span = declaration.release?.span {
      commands.append(("release", command, span))
    }
    if let recipe = service.lowered.build?.recipe {
      for case .build(let lines, _) in recipe.stages.flatMap(\.steps) {
        for line in lines where line.hasPrefix("npm run") {
          commands.append(("build", .shell(line), declaration.build?.value.command?.span ?? service.rootSpan))
        }
      }
    }
    return commands
  }

  /// `start` of `npm start`, `build` of `npm run build`.
  private static func script(in command: Command) -> String? {
    var words: [String]
    switch command {
    case .shell(let text):
      guard !text.contains("cd ") else { return nil }
      words = text.split(whereSeparator: { "&|;\n".contains($0) }).last?.split(separator: " ").map(String.init) ?? []
    case .words(let list):
      words = list.map { word in
        if case .text(let text)? = word.parts.first { return text }
        return ""
      }
    }
    guard words.count > 1, ["npm", "yarn", "pnpm"].contains(words[0]) else { return nil }
    // Another folder, or a workspace.
    if words.contains(where: {
      $0.hasPrefix("--prefix") || $0 == "-w" || $0.hasPrefix("--workspace") || $0 == "--filter" || $0 == "-C"
    }) {
      return nil
    }
    words.removeFirst()
    if words[0] == "run" || words[0] == "run-script" { words.removeFirst() } else if words[0] != "start" { return nil }
    return words.first { !$0.hasPrefix("-") }
  }

  private static func developmentServer(in script: String) -> String? {
    let words = script.split(separator: " ").map(String.init)
    let known = [
      ("next", "dev"), ("nuxt", "dev"), ("astro", "dev"), ("remix", "dev"), ("vite", "dev"), ("vite", "serve"),
      ("ng", "serve"), ("react-scripts", "start"), ("nest", "start --watch"), ("webpack", "serve"),
      ("vue-cli-service", "serve"),
    ]
    if words.contains("nodemon") { return "nodemon" }
    if words.contains("ts-node-dev") { return "ts-node-dev" }
    if words == ["vite"] || (words.first == "vite" && words.count > 1 && words[1].hasPrefix("-")) { return "vite" }
    for (program, argument) in known where script.contains("\(program) \(argument)") { return "\(program) \(argument)" }
    return nil
  }

  private static func reportMissing(
    _ name: String, _ key: String, _ span: Span, _ scripts: [String], _ file: RepositoryReader.File,
    _ service: ProbedService,
    _ context: ProbeContext
  ) {
    context.report(
      .scriptMissing, at: span, path: service.path(key),
      key == "build"
        ? "the Dockerfile of `\(service.name)` runs the script `\(name)`, which package.json lacks"
        : "package.json has no script `\(name)`"
    ) {
      let near = Suggestion.nearest(to: name, among: scripts)
      if !near.isEmpty {
        $0.help = ["did you mean \(Words.alternatives(near))?"]
      } else {
        $0.help = scripts.isEmpty ? ["add it under `scripts`"] : ["it has \(Words.some(scripts, of: "scripts"))"]
      }
      $0.remedies = [.inFolder(service: service.name)] + $0.help.map(Remedy.plain)
      $0.notes = ["`\(context.repository.name(of: file.path))` says what `npm run` can run"]
    }
  }

  private static func reportServer(
    _ server: String, _ name: String, _ key: String, _ span: Span, _ file: RepositoryReader.File,
    _ service: ProbedService, _ context: ProbeContext
  ) {
    context.report(
      .developmentServerInScript, at: span, path: service.path(key),
      "`\(name)` of package.json starts a development server (`\(server)`)"
    ) {
      if let place = keyPlace(name, in: file.bytes) { context.show(place, of: file, "this script", in: &$0) }
      $0.notes = ["it compiles on request, watches files, shows source code, and needs much more memory"]
      $0.help = ["build first, and start what was built: `next start`, `node dist/main.js`"]
      $0.remedies = [.inFolder(service: service.name), .plain($0.help[0])]
    }
  }

  /// The first `"name"` that a colon follows.
  private static func keyPlace(_ name: String, in bytes: [UInt8]) -> Range<Int>? {
    let key = Array("\"\(name)\"".utf8)
    guard bytes.count > key.count else { return nil }
    for start in 0..<(bytes.count - key.count) where bytes[start] == key[0] && bytes[start...].starts(with: key) {
      var next = start + key.count
      while next < bytes.count, bytes[next] == UInt8(ascii: " ") { next += 1 }
      if next < bytes.count, bytes[next] == UInt8(ascii: ":") { return start..<start + key.count }
    }
    return nil
  }
}
