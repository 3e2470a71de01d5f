extension Platform {
  /// Its variables (reference/variables, 2026-02-06), identifiers and names of before 2024 among the others, and its
  /// zones (documentation of July 2025).
  package static let railway = Platform(
    title: "Railway", prefix: "RAILWAY_", privateHost: "RAILWAY_PRIVATE_DOMAIN",
    publicDomain: "RAILWAY_PUBLIC_DOMAIN",
    variables: [
      ("RAILWAY_TCP_PROXY_DOMAIN", .proxyHost), ("RAILWAY_TCP_PROXY_PORT", .proxyPort),
      ("RAILWAY_SERVICE_NAME", .serviceName), ("RAILWAY_ENVIRONMENT_NAME", .environmentName),
      ("RAILWAY_ENVIRONMENT", .environmentName), ("RAILWAY_REPLICA_ID", .run), ("RAILWAY_REPLICA_REGION", .run),
      ("RAILWAY_DEPLOYMENT_ID", .run), ("RAILWAY_SNAPSHOT_ID", .run), ("RAILWAY_VOLUME_MOUNT_PATH", .run),
      ("RAILWAY_VOLUME_NAME", .run), ("RAILWAY_GIT_COMMIT_SHA", .build), ("RAILWAY_GIT_AUTHOR", .build),
      ("RAILWAY_GIT_BRANCH", .build), ("RAILWAY_GIT_REPO_NAME", .build), ("RAILWAY_GIT_REPO_OWNER", .build),
      ("RAILWAY_GIT_COMMIT_MESSAGE", .build),
    ],
    others: [
      "RAILWAY_PROJECT_NAME", "RAILWAY_PROJECT_ID", "RAILWAY_ENVIRONMENT_ID", "RAILWAY_SERVICE_ID",
      "RAILWAY_TCP_APPLICATION_PORT", "RAILWAY_STATIC_URL",
    ],
    privateZone: ".railway.internal", publicZone: ".up.railway.app", domain: ".railway.app",
    ownSites: ["docs", "backboard", "station", "help", "blog", "www", "up"])
}
