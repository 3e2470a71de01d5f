extension PostgresCatalog {
  /// Settings from l to z, in the order of their names without regard to case; see `PostgresCatalog` for the columns.
  static let second: StaticString = """
    lc_collate 13 15 t i
    lc_ctype 13 15 t i
    lc_messages 13 18 t u
    lc_monetary 13 18 t u
    lc_numeric 13 18 t u
    lc_time 13 18 t u
    listen_addresses 13 18 t p
    lo_compat_privileges 13 18 b u
    local_preload_libraries 13 18 t u
    lock_timeout 13 18 i u ms 0 2147483647
    log_autovacuum_min_duration 13 18 i s ms -1 2147483647
    log_checkpoints 13 18 b s
    log_connections 13 17 b b
    log_connections 18 18 t b
    log_destination 13 18 t s
    log_directory 13 18 t s
    log_disconnections 13 18 b b
    log_duration 13 18 b u
    log_error_verbosity 13 18 e u - - - terse,default,verbose
    log_executor_stats 13 18 b u
    log_file_mode 13 18 i s - 0 511
    log_filename 13 18 t s
    log_hostname 13 18 b s
    log_line_prefix 13 18 t s
    log_lock_failures 18 18 b u
    log_lock_waits 13 18 b u
    log_min_duration_sample 13 18 i u ms -1 2147483647
    log_min_duration_statement 13 18 i u ms -1 2147483647
    log_min_error_statement 13 18 e u - - - debug5,debug4,debug3,debug2,debug1,info,notice,warning,error,log,fatal,panic
    log_min_messages 13 18 e u - - - debug5,debug4,debug3,debug2,debug1,info,notice,warning,error,log,fatal,panic
    log_parameter_max_length 13 18 i u B -1 1073741823
    log_parameter_max_length_on_error 13 18 i u B -1 1073741823
    log_parser_stats 13 18 b u
    log_planner_stats 13 18 b u
    log_recovery_conflict_waits 14 18 b s
    log_replication_commands 13 18 b u
    log_rotation_age 13 18 i s min 0 35791394
    log_rotation_size 13 17 i s kB 0 2097151
    log_rotation_size 18 18 i s kB 0 2147483647
    log_startup_progress_interval 15 18 i s ms 0 2147483647
    log_statement 13 18 e u - - - none,ddl,mod,all
    log_statement_sample_rate 13 18 r u - 0 1
    log_statement_stats 13 18 b u
    log_temp_files 13 18 i u kB -1 2147483647
    log_timezone 13 18 t s
    log_transaction_sample_rate 13 18 r u - 0 1
    log_truncate_on_rotation 13 18 b s
    logging_collector 13 18 b p
    logical_decoding_work_mem 13 18 i u kB 64 2147483647
    maintenance_io_concurrency 13 18 i u - 0 1000
    maintenance_work_mem 13 16 i u kB 1024 2147483647
    maintenance_work_mem 17 18 i u kB 64 2147483647
    max_active_replication_origins 18 18 i p - 0 262143
    max_connections 13 18 i p - 1 262143
    max_files_per_process 13 18 i p - 64 2147483647
    max_function_args 13 18 t i
    max_identifier_length 13 18 t i
    max_index_keys 13 18 t i
    max_locks_per_transaction 13 18 i p - 10 2147483647
    max_logical_replication_workers 13 18 i p - 0 262143
    max_notify_queue_pages 17 18 i p - 64 2147483647
    max_parallel_apply_workers_per_subscription 16 18 i s - 0 1024
    max_parallel_maintenance_workers 13 18 i u - 0 1024
    max_parallel_workers 13 18 i u - 0 1024
    max_parallel_workers_per_gather 13 18 i u - 0 1024
    max_pred_locks_per_page 13 18 i s - 0 2147483647
    max_pred_locks_per_relation 13 18 i s - -2147483648 2147483647
    max_pred_locks_per_transaction 13 18 i p - 10 2147483647
    max_prepared_transactions 13 18 i p - 0 262143
    max_replication_slots 13 18 i p - 0 262143
    max_slot_wal_keep_size 13 18 i s MB -1 2147483647
    max_stack_depth 13 18 i u kB 100 2147483647
    max_standby_archive_delay 13 18 i s ms -1 2147483647
    max_standby_streaming_delay 13 18 i s ms -1 2147483647
    max_sync_workers_per_subscription 13 18 i s - 0 262143
    max_wal_senders 13 18 i p - 0 262143
    max_wal_size 13 18 i s MB 2 2147483647
    max_worker_processes 13 18 i p - 0 262143
    md5_password_warnings 18 18 b u
    min_dynamic_shared_memory 14 18 i p MB 0 2147483647
    min_parallel_index_scan_size 13 18 i u 8kB 0 715827882
    min_parallel_table_scan_size 13 18 i u 8kB 0 715827882
    min_wal_size 13 18 i s MB 2 2147483647
    multixact_member_buffers 17 18 i p 8kB 16 131072
    multixact_offset_buffers 17 18 i p 8kB 16 131072
    notify_buffers 17 18 i p 8kB 16 131072
    num_os_semaphores 18 18 t i
    oauth_validator_libraries 18 18 t s
    old_snapshot_threshold 13 16 i p min -1 86400
    operator_precedence_warning 13 13 b u
    output_plugin_libraries 18 18 t u
    parallel_leader_participation 13 18 b u
    parallel_setup_cost 13 18 r u - 0 1.79769e+308
    parallel_tuple_cost 13 18 r u - 0 1.79769e+308
    password_encryption 13 18 e u - - - md5,scram-sha-256
    plan_cache_mode 13 18 e u - - - auto,force_generic_plan,force_custom_plan
    port 13 18 i p - 1 65535
    post_auth_delay 13 18 i b s 0 2147
    pre_auth_delay 13 18 i s s 0 60
    primary_conninfo 13 18 t s
    primary_slot_name 13 18 t s
    promote_trigger_file 13 15 t s
    quote_all_identifiers 13 18 b u
    random_page_cost 13 18 r u - 0 1.79769e+308
    recovery_end_command 13 18 t s
    recovery_init_sync_method 14 18 e s - - - fsync,syncfs
    recovery_min_apply_delay 13 18 i s ms 0 2147483647
    recovery_prefetch 15 18 e s - - - off,on,try
    recovery_target 13 18 t p
    recovery_target_action 13 18 e p - - - pause,promote,shutdown
    recovery_target_inclusive 13 18 b p
    recovery_target_lsn 13 18 t p
    recovery_target_name 13 18 t p
    recovery_target_time 13 18 t p
    recovery_target_timeline 13 18 t p
    recovery_target_xid 13 18 t p
    recursive_worktable_factor 15 18 r u - 0.001 1e+06
    remove_temp_files_after_crash 14 18 b s
    reserved_connections 16 18 i p - 0 262143
    restart_after_crash 13 18 b s
    restore_command 13 18 t s
    restrict_nonsystem_relation_kind 13 18 t u
    row_security 13 18 b u
    scram_iterations 16 18 i u - 1 2147483647
    search_path 13 18 t u
    segment_size 13 18 t i
    send_abort_for_crash 16 18 b s
    send_abort_for_kill 16 18 b s
    seq_page_cost 13 18 r u - 0 1.79769e+308
    serializable_buffers 17 18 i p 8kB 16 131072
    server_encoding 13 18 t i
    server_version 13 18 t i
    server_version_num 13 18 t i
    session_preload_libraries 13 18 t u
    session_replication_role 13 18 e u - - - origin,replica,local
    shared_buffers 13 18 i p 8kB 16 1073741823
    shared_memory_size 13 18 t i
    shared_memory_size_in_huge_pages 13 18 t i
    shared_memory_type 13 18 e p - - - sysv,mmap
    shared_preload_libraries 13 18 t p
    ssl 13 18 b s
    ssl_ca_file 13 18 t s
    ssl_cert_file 13 18 t s
    ssl_ciphers 13 18 t s
    ssl_crl_dir 14 18 t s
    ssl_crl_file 13 18 t s
    ssl_dh_params_file 13 18 t s
    ssl_ecdh_curve 13 17 t s
    ssl_groups 18 18 t s
    ssl_key_file 13 18 t s
    ssl_library 13 18 t i
    ssl_max_protocol_version 13 18 e s - - - '',TLSv1,TLSv1.1,TLSv1.2,TLSv1.3
    ssl_min_protocol_version 13 18 e s - - - TLSv1,TLSv1.1,TLSv1.2,TLSv1.3
    ssl_passphrase_command 13 18 t s
    ssl_passphrase_command_supports_reload 13 18 b s
    ssl_prefer_server_ciphers 13 18 b s
    ssl_tls13_ciphers 18 18 t s
    standard_conforming_strings 13 18 b u
    statement_timeout 13 18 i u ms 0 2147483647
    stats_fetch_consistency 15 18 e u - - - none,cache,snapshot
    stats_temp_directory 13 14 t s
    subtransaction_buffers 17 18 i p 8kB 0 131072
    summarize_wal 17 18 b s
    superuser_reserved_connections 13 18 i p - 0 262143
    sync_replication_slots 17 18 b s
    synchronize_seqscans 13 18 b u
    synchronized_standby_slots 17 18 t s
    synchronous_commit 13 18 e u - - - local,remote_write,remote_apply,on,off
    synchronous_standby_names 13 18 t s
    syslog_facility 13 18 e s - - - local0,local1,local2,local3,local4,local5,local6,local7
    syslog_ident 13 18 t s
    syslog_sequence_numbers 13 18 b s
    syslog_split_messages 13 18 b s
    tcp_keepalives_count 13 18 i u - 0 2147483647
    tcp_keepalives_idle 13 18 i u s 0 2147483647
    tcp_keepalives_interval 13 18 i u s 0 2147483647
    tcp_user_timeout 13 18 i u ms 0 2147483647
    temp_buffers 13 18 i u 8kB 100 1073741823
    temp_file_limit 13 18 i u kB -1 2147483647
    temp_tablespaces 13 18 t u
    TimeZone 13 18 t u
    timezone_abbreviations 13 18 t u
    trace_connection_negotiation 17 18 b p
    trace_notify 13 18 b u
    trace_recovery_messages 13 16 e s - - - debug5,debug4,debug3,debug2,debug1,log,notice,warning,error
    trace_sort 13 18 b u
    track_activities 13 18 b u
    track_activity_query_size 13 18 i p B 100 1048576
    track_commit_timestamp 13 18 b p
    track_cost_delay_timing 18 18 b u
    track_counts 13 18 b u
    track_functions 13 18 e u - - - none,pl,all
    track_io_timing 13 18 b u
    track_wal_io_timing 14 18 b u
    transaction_buffers 17 18 i p 8kB 0 131072
    transaction_deferrable 13 18 b u
    transaction_isolation 13 18 e u - - - serializable,repeatable~read,read~committed,read~uncommitted
    transaction_read_only 13 18 b u
    transaction_timeout 17 18 i u ms 0 2147483647
    transform_null_equals 13 18 b u
    unix_socket_directories 13 18 t p
    unix_socket_group 13 18 t p
    unix_socket_permissions 13 18 i p - 0 511
    update_process_title 13 18 b u
    vacuum_buffer_usage_limit 16 18 i u kB 0 16777216
    vacuum_cleanup_index_scale_factor 13 13 r u - 0 10000000000
    vacuum_cost_delay 13 18 r u ms 0 100
    vacuum_cost_limit 13 18 i u - 1 10000
    vacuum_cost_page_dirty 13 18 i u - 0 10000
    vacuum_cost_page_hit 13 18 i u - 0 10000
    vacuum_cost_page_miss 13 18 i u - 0 10000
    vacuum_defer_cleanup_age 13 15 i s - 0 1000000
    vacuum_failsafe_age 14 18 i u - 0 2100000000
    vacuum_freeze_min_age 13 18 i u - 0 1000000000
    vacuum_freeze_table_age 13 18 i u - 0 2000000000
    vacuum_max_eager_freeze_failure_rate 18 18 r u - 0 1
    vacuum_multixact_failsafe_age 14 18 i u - 0 2100000000
    vacuum_multixact_freeze_min_age 13 18 i u - 0 1000000000
    vacuum_multixact_freeze_table_age 13 18 i u - 0 2000000000
    vacuum_truncate 18 18 b u
    wal_block_size 13 18 t i
    wal_buffers 13 18 i p 8kB -1 262143
    wal_compression 13 14 b u
    wal_compression 15 18 e u - - - pglz,lz4,zstd,on,off
    wal_consistency_checking 13 18 t u
    wal_decode_buffer_size 15 18 i p B 65536 1073741823
    wal_init_zero 13 18 b u
    wal_keep_size 13 18 i s MB 0 2147483647
    wal_level 13 18 e p - - - minimal,replica,logical
    wal_log_hints 13 18 b p
    wal_receiver_create_temp_slot 13 18 b s
    wal_receiver_status_interval 13 18 i s s 0 2147483
    wal_receiver_timeout 13 18 i s ms 0 2147483647
    wal_recycle 13 18 b u
    wal_retrieve_retry_interval 13 18 i s ms 1 2147483647
    wal_segment_size 13 18 t i
    wal_sender_timeout 13 18 i u ms 0 2147483647
    wal_skip_threshold 13 18 i u kB 0 2147483647
    wal_summary_keep_time 17 18 i s min 0 35791394
    wal_sync_method 13 18 e s - - - fsync,fdatasync,open_sync,open_datasync
    wal_writer_delay 13 18 i s ms 1 10000
    wal_writer_flush_after 13 18 i s 8kB 0 2147483647
    work_mem 13 18 i u kB 64 2147483647
    xmlbinary 13 18 e u - - - base64,hex
    xmloption 13 18 e u - - - content,document
    zero_damaged_pages 13 18 b u
    """
}
