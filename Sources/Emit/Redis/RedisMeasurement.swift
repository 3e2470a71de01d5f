import IR

// What redis_exporter tells of a server, and what of it is an alarm.

extension RedisServer {
  /// Version 1.80.0 of the exporter (Docker Hub, read 2026-11-30); its series were looked at with 1.45 and Redis 7.0.
  package var measurement: StoreMeasurement? {
    let port = service.port ?? store.usualPort
    let exporter = StoreMeasurement.Exporter(
      image: "oliver006/redis_exporter:v1.80.0", port: 9121,
      environment: [
        Store.Variable(
          "REDIS_ADDR",
          .concat([
            .literal("redis://"), .output(service: service.name, name: "unpooled_host"), .literal(":\(port)"),
          ])),
        Store.Variable("REDIS_PASSWORD", .secret(id: "\(service.name)/\(store.loginSecret)")),
      ])
    return StoreMeasurement(
      exporter, alerts: [.down("RedisDown", service, "redis_up")] + memoryAlerts + snapshotAlerts, panels: panels)
  }

  private func series(_ name: String) -> String { "\(name){service=\"\(service.dns)\"}" }

  private var memoryAlerts: [Alert] {
    guard let space = keySpace else { return [] }
    return space.evicts ? [cacheAlert(space)] : [fullAlert(space)]
  }

  /// Where keys are not removed, writes are refused when they are full.
  private func fullAlert(_ space: KeySpace) -> Alert {
    let most = space.bytes * 9 / 10
    let used = series("redis_memory_used_bytes")
    let hold = 300_000
    return Alert(
      "RedisFull", "\(used) > \(most)", hold: hold, .page, service: service.dns,
      summary: "\(service.dns) uses more than 90% of its memory for keys, and refuses writes when it is full",
      incident: .memory, store: service,
      note: "90% of \(Quantities.roundedSize(space.bytes)); the policy is \(space.policy)",
      trials: Alert.trials(of: used, threshold: most, above: most + (1 << 20), hold: hold, Alert.Firing()))
  }

  /// Where keys are removed, evictions are normal, and a low share of hits beside them is not.
  private func cacheAlert(_ space: KeySpace) -> Alert {
    func rate(_ name: String) -> String { "rate(\(series(name))[30m])" }
    let (hits, misses) = (rate("redis_keyspace_hits_total"), rate("redis_keyspace_misses_total"))
    let hold = 1_800_000
    func trial(hits: Int, misses: Int, evicted: Int, at minute: Int, _ firing: Alert.Firing? = nil) -> Alert.Trial {
      Alert.Trial(
        [
          Alert.Series(series("redis_evicted_keys_total"), "0+\(evicted)x70"),
          Alert.Series(series("redis_keyspace_hits_total"), "0+\(hits)x70"),
          Alert.Series(series("redis_keyspace_misses_total"), "0+\(misses)x70"),
        ], at: minute, firing)
    }
    return Alert(
      "RedisCacheTooSmall",
      "\(rate("redis_evicted_keys_total")) > 0 and \(hits) / (\(hits) + \(misses)) < 0.5", hold: hold, .ticket,
      service: service.dns, summary: "\(service.dns) evicts keys, and answers fewer than half of the reads",
      incident: .memory, store: service,
      note: "\(space.policy): evictions are normal, a low share of hits beside them is not",
      trials: [
        trial(hits: 60, misses: 60, evicted: 10, at: 65), trial(hits: 40, misses: 60, evicted: 0, at: 65),
        trial(hits: 40, misses: 60, evicted: 10, at: 25),
        trial(hits: 40, misses: 60, evicted: 10, at: 65, Alert.Firing()),
      ])
  }

  private var snapshotAlerts: [Alert] {
    if snapshots.isEmpty { return [] }
    let status = series("redis_rdb_last_bgsave_status")
    return [
      Alert(
        "RedisSnapshotFailed", "\(status) == 0", hold: 300_000, .ticket, service: service.dns,
        summary: "the last snapshot of \(service.dns) failed", incident: .snapshot, store: service,
        trials: [
          Alert.Trial([Alert.Series(status, "1x15")], at: 10),
          Alert.Trial([Alert.Series(status, "0x15")], at: 4),
          Alert.Trial([Alert.Series(status, "0x15")], at: 10, Alert.Firing()),
        ])
    ]
  }

  private var panels: [MeasuredPanel] {
    [
      MeasuredPanel(
        "Memory of \(service.dns)", .bytes, [(series("redis_memory_used_bytes"), "used")], limit: keySpace?.bytes),
      MeasuredPanel(
        "Evictions of \(service.dns)", .number,
        [("rate(\(series("redis_evicted_keys_total"))[5m])", "keys a second")]),
    ]
  }
}
