import Glibc

/// What is left of a mistake of infracc itself: a sentence that says so and an exit code of its own, in place of a bare
/// trap. With SWIFT_BACKTRACE set the traps are left to Swift's runtime, for those who look for the mistake.
enum InternalFailure {
  static func install() {
    if getenv("SWIFT_BACKTRACE") != nil { return }
    // A stack that ran over has no room for a handler.
    let size = 65_536
    var stack = stack_t(ss_sp: .allocate(byteCount: size, alignment: 16), ss_flags: 0, ss_size: size)
    sigaltstack(&stack, nil)
    var action = sigaction()
    action.__sigaction_handler.sa_handler = report
    action.sa_flags = SA_ONSTACK
    for number in [SIGILL, SIGTRAP, SIGABRT, SIGBUS, SIGFPE, SIGSEGV] { sigaction(number, &action, nil) }
  }

  /// Nothing but system calls is allowed here.
  private static let report: @convention(c) (Int32) -> Void = { _ in
    let text: StaticString = """

      infracc: stopped by a mistake of its own, not of your topology
      To report it, send the command, the output of `infracc --version` and the smallest topology that shows it.

      """
    _ = write(2, text.utf8Start, text.utf8CodeUnitCount)
    _exit(ExitStatus.internalFailure)
  }
}
