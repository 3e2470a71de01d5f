extension RedisCatalog {
  /// In the order of their names.
  static let directives: StaticString = """
    acl-pubsub-default 6 8 t s
    aclfile 6 8 t s
    acllog-max-len 6 8 t s
    active-defrag-cycle-max 6 8 t s
    active-defrag-cycle-min 6 8 t s
    active-defrag-ignore-bytes 6 8 t s
    active-defrag-max-scan-fields 6 8 t s
    active-defrag-threshold-lower 6 8 t s
    active-defrag-threshold-upper 6 8 t s
    active-expire-effort 6 8 i s - 1 10
    activedefrag 6 8 t s
    activerehashing 6 8 e s - - - yes,no
    always-show-logo 6 8 t s
    aof-load-truncated 6 8 t s
    aof-rewrite-cpulist 7 8 t s
    aof-rewrite-incremental-fsync 6 8 t s
    aof-timestamp-enabled 7 8 t s
    aof-use-rdb-preamble 6 8 e s - - - yes,no
    aof_rewrite_cpulist 6 8 t s
    appenddirname 7 8 t s
    appendfilename 6 8 t s
    appendfsync 6 8 e s - - - everysec,always,no
    appendonly 6 8 e s - - - yes,no
    auto-aof-rewrite-min-size 6 8 t s
    auto-aof-rewrite-percentage 6 8 i s - 0 2147483647
    bgsave-cpulist 7 8 t s
    bgsave_cpulist 6 8 t s
    bind 6 8 t s
    bind-source-addr 7 8 t s
    bio-cpulist 7 8 t s
    bio_cpulist 6 8 t s
    busy-reply-threshold 7 8 t s
    client-output-buffer-limit 6 8 t s
    client-query-buffer-limit 6 8 t s
    cluster-allow-pubsubshard-when-down 7 8 t s
    cluster-allow-reads-when-down 6 8 t s
    cluster-allow-replica-migration 6 8 t s
    cluster-announce-bus-port 6 8 t s
    cluster-announce-hostname 7 8 t s
    cluster-announce-human-nodename 7 8 t s
    cluster-announce-ip 6 8 t s
    cluster-announce-port 6 8 t s
    cluster-announce-tls-port 6 8 t s
    cluster-compatibility-sample-ratio 8 8 t s
    cluster-config-file 6 8 t s
    cluster-enabled 6 8 t s
    cluster-link-sendbuf-limit 7 8 t s
    cluster-migration-barrier 6 8 t s
    cluster-node-timeout 6 8 t s
    cluster-port 7 8 t s
    cluster-preferred-endpoint-type 7 8 t s
    cluster-replica-no-failover 6 8 t s
    cluster-replica-validity-factor 6 8 t s
    cluster-require-full-coverage 6 8 t s
    cluster-slave-no-failover 6 8 t s
    cluster-slave-validity-factor 6 8 t s
    cluster-slot-stats-enabled 8 8 t s
    crash-log-enabled 6 8 t s
    crash-memcheck-enabled 6 8 t s
    daemonize 6 8 t s
    databases 6 8 i p - 1 2147483647
    dbfilename 6 8 t s
    dir 6 8 t s
    disable-thp 6 8 t s
    dynamic-hz 6 8 e s - - - yes,no
    enable-debug-command 7 8 t s
    enable-module-command 7 8 t s
    enable-protected-configs 7 8 t s
    gopher-enabled 6 6 t s
    hash-max-listpack-entries 7 8 t s
    hash-max-listpack-value 7 8 t s
    hash-max-ziplist-entries 6 8 t s
    hash-max-ziplist-value 6 8 t s
    hide-user-data-from-log 7 8 t s
    hll-sparse-max-bytes 6 8 t s
    hz 6 8 i s - 0 2147483647
    ignore-warnings 6 8 t s
    include 6 8 t s
    io-threads 6 8 i p - 1 128
    io-threads-do-reads 6 8 t s
    jemalloc-bg-thread 6 8 t s
    latency-monitor-threshold 6 8 i s - 0
    latency-tracking 7 8 t s
    latency-tracking-info-percentiles 7 8 t s
    lazyfree-lazy-eviction 6 8 e s - - - yes,no
    lazyfree-lazy-expire 6 8 e s - - - yes,no
    lazyfree-lazy-server-del 6 8 e s - - - yes,no
    lazyfree-lazy-user-del 6 8 e s - - - yes,no
    lazyfree-lazy-user-flush 6 8 e s - - - yes,no
    lfu-decay-time 6 8 i s - 0 2147483647
    lfu-log-factor 6 8 i s - 0 2147483647
    list-compress-depth 6 8 t s
    list-max-listpack-size 7 8 t s
    list-max-ziplist-size 6 8 t s
    loadmodule 6 8 t s
    locale-collate 7 8 t s
    logfile 6 8 t s
    loglevel 6 8 t s
    lua-replicate-commands 6 6 t s
    lua-time-limit 6 8 t s
    masterauth 6 8 t s
    masteruser 6 8 t s
    max-new-connections-per-cycle 7 8 t s
    max-new-tls-connections-per-cycle 7 8 t s
    maxclients 6 8 i s - 1 4294967295
    maxmemory 6 8 t s
    maxmemory-clients 7 8 t s
    maxmemory-eviction-tenacity 6 8 t s
    maxmemory-policy 6 8 e s - - - volatile-lru,volatile-lfu,volatile-random,volatile-ttl,allkeys-lru,\
    allkeys-lfu,allkeys-random,noeviction
    maxmemory-samples 6 8 t s
    min-replicas-max-lag 6 8 t s
    min-replicas-to-write 6 8 t s
    min-slaves-max-lag 6 8 t s
    min-slaves-to-write 6 8 t s
    no-appendfsync-on-rewrite 6 8 e s - - - yes,no
    notify-keyspace-events 6 8 t s
    oom-score-adj 6 8 t s
    oom-score-adj-values 6 8 t s
    pidfile 6 8 t s
    port 6 8 t s
    proc-title-template 6 8 t s
    propagation-error-behavior 7 8 t s
    protected-mode 6 8 e s - - - yes,no
    proto-max-bulk-len 6 8 t s
    rdb-del-sync-files 6 8 t s
    rdb-save-incremental-fsync 6 8 t s
    rdbchecksum 6 8 t s
    rdbcompression 6 8 e s - - - yes,no
    rename-command 6 8 t s
    repl-backlog-size 6 8 t s
    repl-backlog-ttl 6 8 i s - 0
    repl-disable-tcp-nodelay 6 8 t s
    repl-diskless-load 6 8 t s
    repl-diskless-sync 6 8 t s
    repl-diskless-sync-delay 6 8 t s
    repl-diskless-sync-max-replicas 7 8 t s
    repl-ping-replica-period 6 8 t s
    repl-ping-slave-period 6 8 t s
    repl-timeout 6 8 i s - 1 2147483647
    replica-announce-ip 6 8 t s
    replica-announce-port 6 8 t s
    replica-announced 6 8 t s
    replica-full-sync-buffer-limit 8 8 t s
    replica-ignore-disk-write-errors 7 8 t s
    replica-ignore-maxmemory 6 8 t s
    replica-lazy-flush 6 8 t s
    replica-priority 6 8 t s
    replica-read-only 6 8 t s
    replica-serve-stale-data 6 8 t s
    replicaof 6 8 t s
    requirepass 6 8 t s
    sanitize-dump-payload 6 8 t s
    save 6 8 t s
    server-cpulist 7 8 t s
    server_cpulist 6 8 t s
    set-max-intset-entries 6 8 t s
    set-max-listpack-entries 7 8 t s
    set-max-listpack-value 7 8 t s
    set-proc-title 6 8 t s
    shutdown-on-sigint 7 8 t s
    shutdown-on-sigterm 7 8 t s
    shutdown-timeout 7 8 t s
    slave-announce-ip 6 8 t s
    slave-announce-port 6 8 t s
    slave-ignore-maxmemory 6 8 t s
    slave-lazy-flush 6 8 t s
    slave-priority 6 8 t s
    slave-read-only 6 8 t s
    slave-serve-stale-data 6 8 t s
    slaveof 6 8 t s
    slowlog-log-slower-than 6 8 t s
    slowlog-max-len 6 8 i s
    socket-mark-id 7 8 t s
    stop-writes-on-bgsave-error 6 8 e s - - - yes,no
    stream-node-max-bytes 6 8 t s
    stream-node-max-entries 6 8 t s
    supervised 6 8 t s
    syslog-enabled 6 8 t s
    syslog-facility 6 8 t s
    syslog-ident 6 8 t s
    tcp-backlog 6 8 t s
    tcp-keepalive 6 8 i s s 0 2147483647
    timeout 6 8 i s s 0 2147483647
    tls-auth-clients 6 8 t s
    tls-ca-cert-dir 6 8 t s
    tls-ca-cert-file 6 8 t s
    tls-cert-file 6 8 t s
    tls-ciphers 6 8 t s
    tls-ciphersuites 6 8 t s
    tls-client-cert-file 6 8 t s
    tls-client-key-file 6 8 t s
    tls-client-key-file-pass 6 8 t s
    tls-cluster 6 8 t s
    tls-dh-params-file 6 8 t s
    tls-key-file 6 8 t s
    tls-key-file-pass 6 8 t s
    tls-port 6 8 t s
    tls-prefer-server-ciphers 6 8 t s
    tls-protocols 6 8 t s
    tls-replication 6 8 t s
    tls-session-cache-size 6 8 t s
    tls-session-cache-timeout 6 8 t s
    tls-session-caching 6 8 t s
    tracking-table-max-keys 6 8 t s
    unixsocket 6 8 t s
    unixsocketperm 6 8 t s
    user 6 8 t s
    vset-force-single-threaded-execution 8 8 t s
    zset-max-listpack-entries 7 8 t s
    zset-max-listpack-value 7 8 t s
    zset-max-ziplist-entries 6 8 t s
    zset-max-ziplist-value 6 8 t s
    """
}
