package import Diagnostics
import Engines
import Model
import Resolution
import Rules

extension DiagnosticKind {
  package static let replicaSetMissing = DiagnosticKind(
    "W1041", "replica-set-missing", tunable: true,
    summary: "a connector needs a replica set, and the store is a single server",
    explanation: """
      Prisma writes to MongoDB in transactions, and MongoDB has transactions in a replica set only. With a single server
      the first `create` or nested write ends with `Transactions are not supported by this deployment`. Reading works, so
      that the mistake is found late.

      Refer to a replica set that runs elsewhere, described as a service of `type: external`. A replica set of one member is
      enough.
      """,
    failing: """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        mongodb: { backup: { schedule: "0 3 * * *" } }
        api:
          type: web
          root: ./api
          build: { dockerfile: api/Dockerfile }
          start: node server.js
          port: 8080
          variables:
            DATABASE_URL: $<<mongodb.url>>
                          ^^^^^^^^^^^^^^^^
      """,
    passing: """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        cluster:
          type: external
          outputs: { url: { type: url<mongodb>, value: "mongodb://db.example.com/shop?replicaSet=rs0" } }
        api:
          type: web
          root: ./api
          build: { dockerfile: api/Dockerfile }
          start: node server.js
          port: 8080
          variables:
            DATABASE_URL: $<<cluster.url>>
      """,
    options: ExampleOptions(
      files: [
        ExampleFile(
          "api/prisma/schema.prisma",
          """
          datasource db {
            provider = "mongodb"
            url      = env("DATABASE_URL")
          }
          """),
        ExampleFile(
          "api/Dockerfile",
          """
          FROM node:22-bookworm-slim
          COPY . .
          """),
      ]))
}

/// A store that is one server, for a client that needs what several agree on.
package enum ReplicaSetMissing: Probe {
  package static func run(in context: ProbeContext) {
    for root in context.roots where !root.isDoubtful {
      for read in root.facts.reads where read.reader == .prisma && !root.tree.isAside(read.file.path) {
        for service in root.services { judge(read, service, context) }
      }
    }
  }

  private static func judge(_ read: SettingRead, _ service: ProbedService, _ context: ProbeContext) {
    for occurrence in service.occurrences {
      guard let variable = occurrence.symbol.variables.last(where: { read.isNamed($0.name) }),
        variable.inheritedFrom == nil, !variable.resolved.isPoisoned
      else { continue }
      for dependency in variable.resolved.dependencies {
        guard let store = occurrence.context.analysis.symbols.service(dependency.service),
          store.type.engine?.transactionsNeedSeveral == true
        else { continue }
        context.report(
          .replicaSetMissing, at: variable.writtenKeys?.valueSpan ?? variable.span,
          path: service.path("variables.\(variable.name)"),
          "Prisma needs a replica set, and `\(store.name)` is a single server"
        ) {
          if let source = read.typeSource {
            context.show(source.place, of: source.file, "writes in transactions", in: &$0)
          }
          $0.notes = ["the first nested write ends with `Transactions are not supported by this deployment`"]
          $0.help = ["refer to a replica set that runs elsewhere: a service of `type: external`"]
        }
        return
      }
    }
  }
}
