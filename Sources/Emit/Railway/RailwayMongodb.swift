import IR

extension RailwayDatabase {
  /// The official image, with the variables of Railway's template (facts of 2026-08). No other user can be created there:
  /// services log in as root, whose account is in the database `admin`.
  static let mongodb = RailwayDatabase(
    managed: Store.Managed("mongo"), function: "mongo", output: "MONGO_URL", image: { "mongo:\($0)" },
    mountPath: "/data/db", isAlwaysKept: true, passwords: { _ in ["MONGO_INITDB_ROOT_PASSWORD"] },
    variables: { store in
      [
        "MONGO_INITDB_ROOT_USERNAME=root MONGODATABASE=\(store.database ?? "app") MONGOAUTHSOURCE=admin MONGOPORT=27017 \\",
        "  'MONGOHOST=${{RAILWAY_PRIVATE_DOMAIN}}' 'MONGOUSER=${{MONGO_INITDB_ROOT_USERNAME}}' \\",
        "  'MONGOPASSWORD=${{MONGO_INITDB_ROOT_PASSWORD}}' \\",
        "  'MONGO_URL=mongodb://${{MONGOUSER}}:${{MONGOPASSWORD}}@${{MONGOHOST}}:${{MONGOPORT}}/${{MONGODATABASE}}?authSource=${{MONGOAUTHSOURCE}}' \\",
      ]
    },
    publicURL: (
      "MONGO_PUBLIC_URL=mongodb://${{MONGOUSER}}:${{MONGOPASSWORD}}@",
      "/${{MONGODATABASE}}?authSource=${{MONGOAUTHSOURCE}}"
    ),
    note: { store in
      "database \(MarkdownDocument.code(store.database ?? "app")); services log in as the image's administrator"
    }, script: nil, notes: { _, _, _ in [] }, findings: { _, _, _ in [] })
}
