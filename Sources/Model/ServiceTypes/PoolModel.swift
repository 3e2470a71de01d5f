/// How many connections a process of a service type opens to one database.
package enum PoolModel: Hashable, Sendable {
  /// SQLAlchemy's `QueuePool`: a size and an overflow, which the code reads from `DB_POOL_SIZE` and `DB_MAX_OVERFLOW`.
  case sqlalchemy
  /// One for each thread, and never more: Django's own connections (Django 5.2, "Persistent connections").
  case perThread
  /// The default limit of the client library: 10 for node-postgres 8 and mysql2 3.
  case driver(Int)
  /// As many as there are requests at a time: Go's `database/sql` without `SetMaxOpenConns`.
  case unbounded
  /// It connects to no database.
  case none

  /// Whether the code reads the size of its pool from the variables that `pools` emits.
  package var readsVariables: Bool { self == .sqlalchemy }

  /// Whether it opens connections beyond the size of its pool.
  package var overflows: Bool { self == .sqlalchemy }
}
