package import Diagnostics
import Resolution
import IR
import Model

extension DiagnosticKind {
  package static let developmentServer = DiagnosticKind(
    "W0816", "development-server", tunable: true,
    summary: "a development server is deployed",
    explanation: """
      Servers for development reload when a file changes, show source code when something fails, and serve one request
      after the other. They watch the whole source tree, which costs memory and CPU, and their makers say that they
      were never looked at for safety.

      Leave `start` out where the type has a command of its own, or write the one for production: `gunicorn`,
      `next start`, `node server.js`. In an environment of `kind: local` the finding does not come.
      """,
    failing: """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        api:
          type: fastapi
          start: uvicorn main:app --host 0.0.0.0 --port $PORT --reload
                                                              ^^^^^^^^
      """,
    passing: """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        api:
          type: fastapi
          start: uvicorn main:app --host 0.0.0.0 --port $PORT
      """, foreign: .production)
}

/// A server that is made for development, in an environment that is deployed.
package enum DevelopmentServer: Check {
  package static var kind: DiagnosticKind { .developmentServer }

  private static let phrases: [[String]] = [
    ["--reload"], ["manage.py", "runserver"], ["flask", "run"], ["fastapi", "dev"], ["next", "dev"],
    ["npm", "run", "dev"], ["pnpm", "run", "dev"], ["pnpm", "dev"], ["yarn", "run", "dev"], ["yarn", "dev"],
    ["bun", "run", "dev"], ["bun", "dev"], ["nodemon"], ["watchmedo"], ["artisan", "serve"], ["vite", "dev"],
    ["vite", "--host"],
  ]

  package static func run(in context: CheckContext) {
    guard context.environment.kind != .local else { return }
    for service in context.services where service.traits.contains(.code) {
      guard let command = service.writtenCommand, let span = command.words.span(ofFirst: phrases) else { continue }
      let key = command.key(at: span).rawValue
      context.report(
        kind, at: span, path: "services.\(service.name).\(key)",
        "`\(service.name)` runs a development server"
      ) {
        $0.notes = ["it watches the source tree, shows code when something fails, and is slow under load"]
        $0.remedies = [.startForProduction]
        $0.help = [
          service.type.startCommand == nil
            ? "start it the way that its makers advise for production"
            : "omit `\(key)`: \(service.type.name) services have a command of their own"
        ]
      }
    }
  }
}
