import IR
package import Diagnostics
import Engines

extension DiagnosticKind {
  package static let credentialsDiffer = DiagnosticKind(
    "E0330", "credentials-differ",
    summary: "a service logs in with other credentials than the database is made with",
    explanation: """
      The image of a database makes one account at its first start, with the name and the password of its variables. A
      service whose address carries another name or another password is refused by the server.

      Write the value once, as a variable of the environment, and take it in both places. The name of a database is not
      compared: clients may create databases of their own.

      A volume keeps the account that was made first: after a change of the password, change it in the server as well.
      """,
    failing: """
      services:
        db:
          image: postgres:18
          environment:
            POSTGRES_USER: store
            POSTGRES_PASSWORD: ${DB_PASSWORD:?set it in .env}
        api:
          image: registry.example.com/api:1
          environment:
            DATABASE_URL: postgresql://shop:${DB_PASSWORD:?set it in .env}@db:5432/shop
                                       ^^^^
      """,
    passing: """
      services:
        db:
          image: postgres:18
          environment:
            POSTGRES_USER: shop
            POSTGRES_PASSWORD: ${DB_PASSWORD:?set it in .env}
        api:
          image: registry.example.com/api:1
          environment:
            DATABASE_URL: postgresql://shop:${DB_PASSWORD:?set it in .env}@db:5432/shop
      """,
    options: ExampleOptions(path: "docker-compose.yml"), foreign: .whole)
}

/// User or password of an address against those that the store's image is given.
package enum CredentialsDiffer: StackRule {
  package static var kind: DiagnosticKind { .credentialsDiffer }

  package static func run(in context: StackContext) {
    for service in context.stack.services where service.engine == nil {
      for pair in service.environment {
        guard let endpoint = pair.value.flatMap({ Endpoint($0) }), let user = endpoint.user,
          let place = endpoint.userSpan,
          let store = context.stack.service(host: endpoint.host), let initialization = store.engine?.initialization,
          store.engine?.scheme?.all.contains(endpoint.baseScheme) ?? false, !store.hasEnvFile, !makesRoles(store)
        else { continue }
        compare(user, at: place, endpoint, pair, of: service, with: store, initialization, context)
      }
    }
  }

  private static func compare(
    _ user: String, at place: Span, _ endpoint: Endpoint, _ pair: StackPair, of service: StackService,
    with store: StackService, _ initialization: StoreEngine.Initialization, _ context: StackContext
  ) {
    // Names that a variable gives may be anything.
    var accounts: [(name: String, span: Span?, password: HoledText?)] = []
    for account in initialization.accounts {
      let written = account.user.flatMap { name in store.environment.first { $0.name == name } }
      guard let name = written.map({ $0.value?.known }) ?? account.defaultUser else {
        if written != nil { return }
        continue
      }
      let password = store.environment.first { $0.name == account.password }?.value
      accounts.append((name, written?.value?.span, password))
    }
    guard let first = accounts.first else { return }
    guard let account = accounts.first(where: { $0.name == user }) else {
      context.report(
        kind, at: place,
        "`\(service.name)` logs in to `\(store.name)` as `\(user)`; `\(store.name)` creates `\(first.name)`"
      ) {
        if let span = first.span { $0.secondary = [.init(span, "the account that is made")] }
        $0.remedies = [.shareVariable]
      }
      return
    }
    guard let given = endpoint.password, let span = endpoint.passwordSpan, let made = account.password,
      let password = made.known, password != given
    else { return }
    context.report(
      kind, at: span, "`\(pair.name)` carries another password than `\(store.name)` is made with"
    ) {
      $0.secondary = [.init(made.span, "the password that is made")]
      $0.masked = [span, made.span]
      $0.remedies = [.shareVariable]
    }
  }

  /// Scripts beside the data may make accounts of their own.
  private static func makesRoles(_ store: StackService) -> Bool {
    store.mounts.contains { $0.target?.hasPrefix("/docker-entrypoint-initdb.d") ?? false }
  }
}
