extension PostgresCatalog {
  /// Settings from a to k, in the order of their names without regard to case; see `PostgresCatalog` for the columns.
  static let first: StaticString = """
    allow_alter_system 17 18 b s
    allow_in_place_tablespaces 13 18 b u
    allow_system_table_mods 13 18 b u
    application_name 13 18 t u
    archive_cleanup_command 13 18 t s
    archive_command 13 18 t s
    archive_library 15 18 t s
    archive_mode 13 18 e p - - - always,on,off
    archive_timeout 13 18 i s s 0 1073741823
    array_nulls 13 18 b u
    authentication_timeout 13 18 i s s 1 600
    autovacuum 13 18 b s
    autovacuum_analyze_scale_factor 13 18 r s - 0 100
    autovacuum_analyze_threshold 13 18 i s - 0 2147483647
    autovacuum_freeze_max_age 13 18 i p - 100000 2000000000
    autovacuum_max_workers 13 17 i p - 1 262143
    autovacuum_max_workers 18 18 i s - 1 262143
    autovacuum_multixact_freeze_max_age 13 18 i p - 10000 2000000000
    autovacuum_naptime 13 18 i s s 1 2147483
    autovacuum_vacuum_cost_delay 13 18 r s ms -1 100
    autovacuum_vacuum_cost_limit 13 18 i s - -1 10000
    autovacuum_vacuum_insert_scale_factor 13 18 r s - 0 100
    autovacuum_vacuum_insert_threshold 13 18 i s - -1 2147483647
    autovacuum_vacuum_max_threshold 18 18 i s - -1 2147483647
    autovacuum_vacuum_scale_factor 13 18 r s - 0 100
    autovacuum_vacuum_threshold 13 18 i s - 0 2147483647
    autovacuum_work_mem 13 18 i s kB -1 2147483647
    autovacuum_worker_slots 18 18 i p - 1 262143
    backend_flush_after 13 18 i u 8kB 0 256
    backslash_quote 13 18 e u - - - safe_encoding,on,off
    backtrace_functions 13 18 t u
    bgwriter_delay 13 18 i s ms 10 10000
    bgwriter_flush_after 13 18 i s 8kB 0 256
    bgwriter_lru_maxpages 13 18 i s - 0 1073741823
    bgwriter_lru_multiplier 13 18 r s - 0 10
    block_size 13 18 t i
    bonjour 13 18 b p
    bonjour_name 13 18 t p
    bytea_output 13 18 e u - - - escape,hex
    check_function_bodies 13 18 b u
    checkpoint_completion_target 13 18 r s - 0 1
    checkpoint_flush_after 13 18 i s 8kB 0 256
    checkpoint_timeout 13 18 i s s 30 86400
    checkpoint_warning 13 18 i s s 0 2147483647
    client_connection_check_interval 14 18 i u ms 0 2147483647
    client_encoding 13 18 t u
    client_min_messages 13 18 e u - - - debug5,debug4,debug3,debug2,debug1,log,notice,warning,error
    cluster_name 13 18 t p
    commit_delay 13 18 i u - 0 100000
    commit_siblings 13 18 i u - 0 1000
    commit_timestamp_buffers 17 18 i p 8kB 0 131072
    compute_query_id 14 18 e u - - - auto,regress,on,off
    config_file 13 18 t p
    constraint_exclusion 13 18 e u - - - partition,on,off
    cpu_index_tuple_cost 13 18 r u - 0 1.79769e+308
    cpu_operator_cost 13 18 r u - 0 1.79769e+308
    cpu_tuple_cost 13 18 r u - 0 1.79769e+308
    createrole_self_grant 16 18 t u
    cursor_tuple_fraction 13 18 r u - 0 1
    data_checksums 13 18 t i
    data_directory 13 18 t p
    data_directory_mode 13 18 t i
    data_sync_retry 13 18 b p
    DateStyle 13 18 t u
    db_user_namespace 13 16 b s
    deadlock_timeout 13 18 i u ms 1 2147483647
    debug_assertions 13 18 t i
    debug_discard_caches 15 18 i u - 0 0
    debug_io_direct 16 18 t p
    debug_logical_replication_streaming 16 18 e u - - - buffered,immediate
    debug_parallel_query 16 18 e u - - - off,on,regress
    debug_pretty_print 13 18 b u
    debug_print_parse 13 18 b u
    debug_print_plan 13 18 b u
    debug_print_rewritten 13 18 b u
    default_statistics_target 13 18 i u - 1 10000
    default_table_access_method 13 18 t u
    default_tablespace 13 18 t u
    default_text_search_config 13 18 t u
    default_toast_compression 14 18 e u - - - pglz,lz4
    default_transaction_deferrable 13 18 b u
    default_transaction_isolation 13 18 e u - - - serializable,repeatable~read,read~committed,read~uncommitted
    default_transaction_read_only 13 18 b u
    dynamic_library_path 13 18 t u
    dynamic_shared_memory_type 13 18 e p - - - posix,sysv,mmap
    effective_cache_size 13 18 i u 8kB 1 2147483647
    effective_io_concurrency 13 18 i u - 0 1000
    enable_async_append 14 18 b u
    enable_bitmapscan 13 18 b u
    enable_distinct_reordering 18 18 b u
    enable_gathermerge 13 18 b u
    enable_group_by_reordering 17 18 b u
    enable_hashagg 13 18 b u
    enable_hashjoin 13 18 b u
    enable_incremental_sort 13 18 b u
    enable_indexonlyscan 13 18 b u
    enable_indexscan 13 18 b u
    enable_material 13 18 b u
    enable_memoize 15 18 b u
    enable_mergejoin 13 18 b u
    enable_nestloop 13 18 b u
    enable_parallel_append 13 18 b u
    enable_parallel_hash 13 18 b u
    enable_partition_pruning 13 18 b u
    enable_partitionwise_aggregate 13 18 b u
    enable_partitionwise_join 13 18 b u
    enable_presorted_aggregate 16 18 b u
    enable_self_join_elimination 18 18 b u
    enable_seqscan 13 18 b u
    enable_sort 13 18 b u
    enable_tidscan 13 18 b u
    escape_string_warning 13 18 b u
    event_source 13 18 t p
    event_triggers 17 18 b u
    exit_on_error 13 18 b u
    extension_control_path 18 18 t u
    extension_destdir 14 15 t u
    external_pid_file 13 18 t p
    extra_float_digits 13 18 i u - -15 3
    file_copy_method 18 18 e u - - - copy,clone
    file_extend_method 17 18 e s - - - posix_fallocate,write_zeros
    force_parallel_mode 13 15 e u - - - off,on,regress
    from_collapse_limit 13 18 i u - 1 2147483647
    fsync 13 18 b s
    full_page_writes 13 18 b s
    geqo 13 18 b u
    geqo_effort 13 18 i u - 1 10
    geqo_generations 13 18 i u - 0 2147483647
    geqo_pool_size 13 18 i u - 0 2147483647
    geqo_seed 13 18 r u - 0 1
    geqo_selection_bias 13 18 r u - 1.5 2
    geqo_threshold 13 18 i u - 2 2147483647
    gin_fuzzy_search_limit 13 18 i u - 0 2147483647
    gin_pending_list_limit 13 18 i u kB 64 2147483647
    gss_accept_delegation 16 18 b s
    hash_mem_multiplier 13 18 r u - 1 1000
    hba_file 13 18 t p
    hot_standby 13 18 b p
    hot_standby_feedback 13 18 b s
    huge_page_size 14 18 i p kB 0 2147483647
    huge_pages 13 18 e p - - - off,on,try
    huge_pages_status 17 18 t i
    icu_validation_level 16 18 e u - - - disabled,debug5,debug4,debug3,debug2,debug1,log,notice,warning,error
    ident_file 13 18 t p
    idle_in_transaction_session_timeout 13 18 i u ms 0 2147483647
    idle_replication_slot_timeout 18 18 i s s 0 2147483647
    idle_session_timeout 14 18 i u ms 0 2147483647
    ignore_checksum_failure 13 18 b u
    ignore_invalid_pages 13 18 b p
    ignore_system_indexes 13 18 b b
    in_hot_standby 13 18 t i
    integer_datetimes 13 18 t i
    IntervalStyle 13 18 e u - - - postgres,postgres_verbose,sql_standard,iso_8601
    io_combine_limit 17 17 i u 8kB 1 32
    io_combine_limit 18 18 i u 8kB 1 128
    io_max_combine_limit 18 18 i p 8kB 1 128
    io_max_concurrency 18 18 i p - -1 1024
    io_method 18 18 e p - - - sync,worker,io_uring
    io_workers 18 18 i s - 1 32
    jit 13 18 b u
    jit_above_cost 13 18 r u - -1 1.79769e+308
    jit_debugging_support 13 18 b b
    jit_dump_bitcode 13 18 b u
    jit_expressions 13 18 b u
    jit_inline_above_cost 13 18 r u - -1 1.79769e+308
    jit_optimize_above_cost 13 18 r u - -1 1.79769e+308
    jit_profiling_support 13 18 b b
    jit_provider 13 18 t p
    jit_tuple_deforming 13 18 b u
    join_collapse_limit 13 18 i u - 1 2147483647
    krb_caseins_users 13 18 b s
    krb_server_keyfile 13 18 t s
    """
}
