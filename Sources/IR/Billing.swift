/// Millionths of a unit of money: 1,500,000 is $1.50. Sums of money stay whole numbers, and saturate.
package typealias Micros = Int

/// What a target runs for one environment, and what that is paid by: the answer of an emitter.
package struct Billing: Hashable, Sendable {
  /// How a target is paid.
  package enum Terms: Hashable, Sendable {
    /// A platform meters what is used.
    case usage(Prices, plan: Plan?)
    /// Everything runs on one machine, which an option describes.
    case machine(Machine)
    /// It runs on machines that nothing describes.
    case unknown
  }

  /// A subscription of a platform: its fee includes as much use.
  package struct Plan: Hashable, Sendable {
    /// For people: `Pro`.
    package var title: String
    /// A month.
    package var fee: Micros

    package init(_ title: String, fee: Micros) {
      self.title = title
      self.fee = fee
    }
  }

  /// The machine that an environment runs on, as declared.
  package struct Machine: Hashable, Sendable {
    /// Thousandths of a vCPU; nil: not declared.
    package var cpuMilli: Int?
    /// Nil: not declared.
    package var memoryBytes: Int?
    /// A month; nil: not declared.
    package var monthly: Micros?
    /// The code of ISO 4217: `USD`.
    package var currency: String
    /// The number of the span of the option.
    package var span: Int?

    package init(cpuMilli: Int?, memoryBytes: Int?, monthly: Micros?, currency: String, span: Int? = nil) {
      self.cpuMilli = cpuMilli
      self.memoryBytes = memoryBytes
      self.monthly = monthly
      self.currency = currency
      self.span = span
    }
  }

  /// Containers that are alike, or a bucket.
  package struct Unit: Hashable, Sendable {
    /// The service, or what the target adds to it.
    package var name: String
    /// From 0: a bucket has none.
    package var replicas: Int
    /// The limit of one replica, thousandths of a vCPU.
    package var cpuMilli: Int
    /// The limit of one replica.
    package var memoryBytes: Int
    /// What one replica holds when nothing happens.
    package var idleMemoryBytes: Int
    /// Of all its volumes.
    package var volumeBytes: Int
    /// Of a bucket.
    package var bucketBytes: Int
    /// It runs now and then and ends: a cron service or a job.
    package var isOccasional: Bool

    package init(
      _ name: String, replicas: Int, cpuMilli: Int, memoryBytes: Int, idleMemoryBytes: Int, volumeBytes: Int = 0,
      bucketBytes: Int = 0, isOccasional: Bool = false
    ) {
      self.name = name
      self.replicas = replicas
      self.cpuMilli = cpuMilli
      self.memoryBytes = memoryBytes
      self.idleMemoryBytes = idleMemoryBytes
      self.volumeBytes = volumeBytes
      self.bucketBytes = bucketBytes
      self.isOccasional = isOccasional
    }
  }

  /// The target as people call it.
  package var target: String
  package var terms: Terms
  /// In order of declaration.
  package var units: [Unit]

  package init(target: String, terms: Terms, units: [Unit]) {
    self.target = target
    self.terms = terms
    self.units = units
  }
}

/// The unit prices of a platform that meters use.
package struct Prices: Hashable, Sendable {
  /// The day on which they were read: `2026-08-21`.
  package var date: String
  /// Where they were read, for people.
  package var source: String
  /// The code of ISO 4217.
  package var currency: String
  /// A GiB held for a month.
  package var memoryMonth: Micros
  /// A vCPU used for a month.
  package var cpuMonth: Micros
  /// A GiB of a volume for a month.
  package var volumeMonth: Micros
  /// A GiB of a bucket for a month.
  package var bucketMonth: Micros
  /// What is charged in addition and not estimated, each with the price of a GB.
  package var notIncluded: [Extra]

  /// Something that is charged by the GB.
  package struct Extra: Hashable, Sendable {
    package var name: String
    package var perGB: Micros

    package init(_ name: String, perGB: Micros) {
      self.name = name
      self.perGB = perGB
    }
  }

  package init(
    date: String, source: String, currency: String, memoryMonth: Micros, cpuMonth: Micros, volumeMonth: Micros,
    bucketMonth: Micros, notIncluded: [Extra]
  ) {
    self.date = date
    self.source = source
    self.currency = currency
    self.memoryMonth = memoryMonth
    self.cpuMonth = cpuMonth
    self.volumeMonth = volumeMonth
    self.bucketMonth = bucketMonth
    self.notIncluded = notIncluded
  }
}
