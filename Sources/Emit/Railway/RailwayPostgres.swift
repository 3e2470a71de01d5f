import Diagnostics
import IR

extension RailwayDatabase {
  /// Railway's own image (majors 13 to 18; facts of 2026-08).
  static let postgres = RailwayDatabase(
    managed: Store.Managed("postgres"), function: "postgres", output: "DATABASE_URL",
    image: { "ghcr.io/railwayapp-templates/postgres-ssl:\($0.prefix { $0 != "." })" },
    mountPath: "/var/lib/postgresql/data",
    isAlwaysKept: true, passwords: { _ in ["POSTGRES_PASSWORD"] }, variables: RailwayPostgres.variables,
    publicURL: ("DATABASE_PUBLIC_URL=postgresql://${{PGUSER}}:${{PGPASSWORD}}@", "/${{PGDATABASE}}"),
    note: { store in
      "database \(MarkdownDocument.code(store.database ?? "railway")); settings by `ALTER SYSTEM`; services "
        + "log in as the image's superuser"
    }, script: "tuning.sql", notes: RailwayPostgres.notes, findings: RailwayPostgres.findings)
}

private enum RailwayPostgres {
  @Sendable static func variables(_ store: Store) -> [String] {
    let database = ShellText.quoted("POSTGRES_DB=" + (store.database ?? "railway"))
    return [
      "POSTGRES_USER=postgres \(database) PGPORT=5432 SSL_CERT_DAYS=820 \\",
      "  PGDATA=/var/lib/postgresql/data/pgdata 'PGHOST=${{RAILWAY_PRIVATE_DOMAIN}}' 'PGUSER=${{POSTGRES_USER}}' \\",
      "  'PGPASSWORD=${{POSTGRES_PASSWORD}}' 'PGDATABASE=${{POSTGRES_DB}}' \\",
      "  'DATABASE_URL=postgresql://${{PGUSER}}:${{PGPASSWORD}}@${{PGHOST}}:${{PGPORT}}/${{PGDATABASE}}' \\",
    ]
  }

  @Sendable static func notes(_ service: Service, _ store: Store, _ program: Program) -> [String] {
    let haveFiles = StoreTargets(program).haveFiles
    var notes = [
      "The image takes no mounted file: run `tuning.sql` once, then restart the service. It may be run again.",
      "Services log in as the template's superuser `postgres` (`PGUSER`, `PGPASSWORD`), and the database is called "
        + "`railway` unless it was renamed: \(haveFiles ? "`init.sql` and its roles are" : "roles are") for "
        + "other servers.",
      "The figures above hold for \(Quantities.size(service.resources.memoryBytes)). Railway gives a container as much "
        + "as the plan allows unless the service's own limit is set to that.",
    ]
    if let storage = service.resources.storageBytes {
      notes.append(
        "`max_wal_size` was chosen for a volume of \(Quantities.size(storage)). A volume's size follows the plan, and it "
          + "can only grow.")
    }
    if let bytes = store.sharedMemoryBytes, bytes > 64 << 20 {
      notes.append(
        "Parallel queries may need \(Quantities.size(bytes)) of /dev/shm, which is 64 MiB there: set "
          + "`RAILWAY_SHM_SIZE_BYTES=\(bytes)` on the service.")
    }
    return notes
  }

  /// The first major version for which Railway's image has pgvector (railwayapp-templates/postgres-ssl, 2026-05).
  private static let firstWithVector = 18

  @Sendable static func findings(_ service: Service, _ store: Store, _ program: Int) -> [EmitFinding] {
    guard store.extensions.contains("vector"), let version = Int(store.platformVersion.prefix { $0 != "." }),
      version < firstWithVector
    else { return [] }
    return [
      EmitFinding(
        .cannotExpress, "railway's PostgreSQL \(version) has no extension `vector`", program: program,
        span: service.span(of: .extensions),
        notes: [
          "its image brings pgvector from PostgreSQL \(firstWithVector) on; `CREATE EXTENSION vector` would fail"
        ],
        help: [
          "write `version: \(firstWithVector)`",
          "or run `image: pgvector/pgvector:pg\(version)` as a service of `type: web` with `port: 5432`, `health: none` "
            + "and a volume",
        ])
    ]
  }
}
