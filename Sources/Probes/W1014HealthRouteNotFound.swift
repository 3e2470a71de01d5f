package import Diagnostics
import Resolution
import IR
import Model

extension DiagnosticKind {
  package static let healthRouteNotFound = DiagnosticKind(
    "W1014", "health-route-not-found", tunable: true,
    summary: "the code has no route for the health path",
    explanation: """
      A health check asks the path that `health:` names. When the code does not know it, the answer is 404: the platform
      takes the new version for broken, waits until it gives up, and keeps or stops what was there.

      Nothing in the service's folder holds the last part of the path: no route of FastAPI, Flask, Django or Express, and
      no file of Next.js' `app` or `pages`. Add the route, or name the one that there is; it should answer 200 when this
      process can work, and not ask services that it can do without.

      Only folders whose code was read completely are asked about.
      """,
    failing: """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        api:
          type: fastapi
          root: ./backend
          health: /healthz
                  ^^^^^^^^
      """,
    passing: """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        api:
          type: fastapi
          root: ./backend
          health: /health
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
          fastapi==0.115.6
          uvicorn==0.34.0
          """),
      ]), foreign: .speaks)
}

/// Health paths that occur nowhere in the code.
package enum HealthRouteNotFound: Probe {
  package static func run(in context: ProbeContext) {
    for root in context.roots where !root.isDoubtful && root.isComplete && !root.tree.hasOtherLanguage {
      var known: [String: Bool] = [:]
      for service in root.services where !service.symbol.traits.contains(.staticFiles) {
        guard case .http(let path)? = service.lowered.health?.check, let node = service.declaration.health?.node,
          let segment = CodeRoot.segment(of: path), !root.facts.segments.isFound(segment), !isBuiltIn(path, root)
        else { continue }
        let isFileBased = service.symbol.traits.contains(.browserFacing)
        // Without any route the routes are somewhere else.
        guard isFileBased ? !root.tree.folders.isEmpty && hasPages(root) : !root.facts.routes.isEmpty,
          isFileBased ? !known.found(path, { isFile(path, root) }) : !isNamed(segment, root)
        else { continue }
        context.report(
          .healthRouteNotFound, at: service.declaration.health?.value.path?.span ?? node.span,
          path: service.path("health"), "no route `\(path)` found in \(root.inWords)"
        ) {
          $0.notes = ["an answer other than 2xx fails the health check, and the deploy with it"]
          let near = isFileBased ? [] : Suggestion.nearest(to: path, among: root.facts.routes.map(\.path))
          if near.isEmpty {
            $0.help = [isFileBased ? "add one: `app\(path)/route.js` that answers 200" : "add it to the code"]
          } else {
            $0.help = ["did you mean \(Words.alternatives(near))?"]
          }
          $0.remedies = $0.help.map { .plain($0) }
        }
      }
    }
  }

  /// Pages that a framework answers without a route in the code (FastAPI, "Metadata and Docs URLs").
  private static let builtIn: [String: Set<String>] = ["fastapi": ["/docs", "/redoc", "/openapi.json"]]

  private static func isBuiltIn(_ path: String, _ root: CodeRoot) -> Bool {
    builtIn.contains { root.facts.imported.contains($0.key) && $0.value.contains(path) }
  }

  /// Whether a file or directory of JavaScript has the name: several frameworks make routes of them, `routes/health.tsx`,
  /// `routes/health/+server.ts`, `routes/api.health.ts`.
  private static func isNamed(_ segment: String, _ root: CodeRoot) -> Bool {
    root.tree.items.contains { item in
      item.language == .javaScript
        && item.path.split(separator: "/").contains { $0.split(separator: ".").contains { $0 == segment } }
    }
  }

  private static func hasPages(_ root: CodeRoot) -> Bool {
    root.tree.folders.contains { folder in
      let name = folder.split(separator: "/").last
      return name == "app" || name == "pages"
    }
  }

  /// Whether the file routes of Next.js answer the path: `app/api/health/route.js`, `pages/api/health.js`, with groups
  /// `(name)` left out and `[name]` standing for anything.
  private static func isFile(_ path: String, _ root: CodeRoot) -> Bool {
    let wanted = path.prefix { $0 != "?" }.split(separator: "/").map(String.init)
    return root.tree.items.contains { item in
      let name = root.path == "." ? item.path[...] : item.path.dropFirst(root.path.utf8.count + 1)
      var parts = name.split(separator: "/").map(String.init)
      if parts.first == "src" { parts.removeFirst() }
      guard let kind = parts.first, kind == "app" || kind == "pages", var last = parts.popLast(), !parts.isEmpty else {
        return false
      }
      parts.removeFirst()
      last = String(last.prefix { $0 != "." })
      if kind == "app" {
        guard last == "route" || last == "page" else { return false }
      } else if last != "index" {
        parts.append(last)
      }
      return matches(parts.filter { !($0.hasPrefix("(") && $0.hasSuffix(")")) }[...], wanted[...])
    }
  }

  private static func matches(_ parts: ArraySlice<String>, _ wanted: ArraySlice<String>) -> Bool {
    guard let part = parts.first else { return wanted.isEmpty }
    if part.hasPrefix("[...") || part.hasPrefix("[[...") { return true }
    guard let word = wanted.first, part == word || part.hasPrefix("[") else { return false }
    return matches(parts.dropFirst(), wanted.dropFirst())
  }
}

extension [String: Bool] {
  /// The answer for a path, computed once.
  fileprivate mutating func found(_ path: String, _ compute: () -> Bool) -> Bool {
    if let known = self[path] { return known }
    let answer = compute()
    self[path] = answer
    return answer
  }
}
