type Level = "info" | "warning" | "error";

/** Writes one line of JSON. Values of variables and links never get here. */
export function log(level: Level, message: string, facts: Record<string, unknown> = {}): void {
  process.stdout.write(JSON.stringify({ time: new Date().toISOString(), level, message, ...facts }) + "\n");
}

/** What went wrong, for the log. */
export function reason(error: unknown): string {
  return error instanceof Error ? `${error.name}: ${error.message}` : String(error);
}
