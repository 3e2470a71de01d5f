import IR

extension RailwayDatabase {
  /// The official image, with the variables of Railway's template (facts of 2026-08).
  static let redis = RailwayDatabase(
    managed: Store.Managed("redis"), function: "redis", output: "REDIS_URL", image: { "redis:\($0)" },
    mountPath: "/data",
    isAlwaysKept: false, passwords: { _ in ["REDIS_PASSWORD"] },
    variables: { _ in
      [
        "REDISUSER=default REDISPORT=6379 'REDISHOST=${{RAILWAY_PRIVATE_DOMAIN}}' \\",
        "  'REDISPASSWORD=${{REDIS_PASSWORD}}' \\",
        "  'REDIS_URL=redis://${{REDISUSER}}:${{REDIS_PASSWORD}}@${{REDISHOST}}:${{REDISPORT}}' \\",
      ]
    }, publicURL: ("REDIS_PUBLIC_URL=redis://${{REDISUSER}}:${{REDIS_PASSWORD}}@", ""),
    note: { _ in "settings in the start command" }, script: nil, notes: { _, _, _ in [] }, findings: { _, _, _ in [] })
}
