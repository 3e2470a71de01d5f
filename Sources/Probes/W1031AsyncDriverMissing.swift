package import Diagnostics
import Engines
import IR
import Model
import Resolution

extension DiagnosticKind {
  package static let asyncDriverMissing = DiagnosticKind(
    "W1031", "async-driver-missing", tunable: true,
    summary: "a URL for SQLAlchemy names no driver, and the default one is not installed",
    explanation: """
      SQLAlchemy chooses a driver by the scheme of the URL. `postgresql://` means psycopg2 (psycopg from version 2.1 on)
      and `mysql://` means mysqlclient, whatever else is installed. `create_async_engine` needs a driver for asyncio; with
      the plain scheme the start ends with `The asyncio extension requires an async driver` or with
      `No module named 'psycopg2'`.

      The filter `driver` sets the scheme that the code needs: `$<<postgres.DATABASE_URL | driver("asyncpg")>>`. Nothing is
      reported where the code itself adds a driver to the URL.
      """,
    failing: """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        postgres: { backup: { schedule: "0 3 * * *" } }
        api:
          type: fastapi
          root: ./backend
          variables:
            DATABASE_URL: $<<postgres.DATABASE_URL>>
                          ^^^^^^^^^^^^^^^^^^^^^^^^^^
      """,
    passing: """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        postgres: { backup: { schedule: "0 3 * * *" } }
        api:
          type: fastapi
          root: ./backend
          variables:
            DATABASE_URL: $<<postgres.DATABASE_URL | driver("asyncpg")>>
      """,
    options: ExampleOptions(
      files: [
        ExampleFile(
          "backend/database.py",
          """
          import os

          from sqlalchemy.ext.asyncio import create_async_engine

          engine = create_async_engine(os.environ["DATABASE_URL"])
          """),
        ExampleFile(
          "backend/requirements.txt",
          """
          asyncpg==0.30.0
          fastapi==0.115.6
          sqlalchemy==2.0.36
          uvicorn==0.34.0
          """),
      ]), foreign: .speaks)
}

/// URLs for SQLAlchemy without a driver, for which it would choose one that is not installed.
package enum AsyncDriverMissing: Probe {
  package static func run(in context: ProbeContext) {
    for root in context.roots where !root.isDoubtful && !root.facts.databaseClients.isEmpty {
      guard let packages = root.pythonPackages else { continue }
      var seen: Set<String> = []
      for client in root.facts.databaseClients where !root.tree.isAside(client.file.path) {
        for read in root.facts.reads where client.takes(read) {
          for service in root.services {
            for variable in service.variables
            where read.isNamed(variable.name) && variable.inheritedFrom == nil {
              guard let scheme = scheme(of: variable), let engine = StoreEngines.speaking(scheme.name)?.scheme,
                !engine.clients.isEmpty,
                !engine.clients.contains(where: { root.facts.writtenDrivers.contains($0.driver) }),
                let choice = DriverChoice(engine, isAsync: client.isAsync, packages),
                seen.insert(service.name + " " + variable.name).inserted
              else { continue }
              report(choice, client, variable, service, context)
            }
          }
        }
      }
    }
  }

  /// The scheme of a value that names no driver.
  private static func scheme(of variable: VariableSymbol) -> URLScheme? {
    let value = variable.resolved
    guard !value.isPoisoned, let found = value.urlScheme, found.driver == nil else { return nil }
    return found
  }

  private static func report(
    _ choice: DriverChoice, _ client: DatabaseClient, _ variable: VariableSymbol, _ service: ProbedService,
    _ context: ProbeContext
  ) {
    let span = variable.writtenKeys?.valueSpan ?? variable.span
    let kind = client.isAsync ? "an async engine" : "an engine"
    context.report(
      .asyncDriverMissing, at: span, path: service.path("variables.\(variable.name)"),
      "`\(variable.name)` names no driver, and SQLAlchemy creates \(kind) from it"
    ) {
      context.show(client.place, of: client.file, "created here", in: &$0)
      $0.notes = [
        client.isAsync
          ? "the default driver is \(choice.missing), which does not support asyncio"
          : "the default driver is \(choice.missing), which is not installed"
      ]
      let node = variable.writtenKeys?.value
      let written = node?.text.flatMap(Self.reference)
      $0.help = choice.installed.map { driver in
        written.map { "write `\($0) | driver(\"\(driver)\")>>`" } ?? "name the driver in the scheme: `…+\(driver)://`"
      }
      guard choice.installed.count == 1, let node, let text = node.text, let written, !variable.isShared,
        let place = text.utf8Range(of: ">>")
      else { return }
      $0.fixes = [
        FixIt(
          "write `| driver(\"\(choice.installed[0])\")`", .safe,
          [.init(node.span(of: written.utf8.count..<place.upperBound), " | driver(\"\(choice.installed[0])\")>>")])
      ]
    }
  }

  /// A value that is one reference, up to its end: `$<<postgres.DATABASE_URL`.
  private static func reference(_ text: String) -> String? {
    guard text.hasPrefix("$<<"), text.hasSuffix(">>"), !text.dropFirst(3).contains("$<<") else { return nil }
    var inner = text.dropLast(2)
    while inner.last == " " { inner.removeLast() }
    return String(inner)
  }
}
