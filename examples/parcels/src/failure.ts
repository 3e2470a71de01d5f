/** An answer other than the expected one, with a code that a program can compare. */
export class Failure extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
  ) {
    super(message);
    this.name = "Failure";
  }
}

/** The failure behind an error; undefined for a fault of the program itself. */
export function failureOf(error: unknown): Failure | undefined {
  if (error instanceof Failure) return error;
  if (!(error instanceof Error)) return undefined;
  // Express and its body parser throw errors with a status; below 500 it is the sender's mistake.
  const { status, type, message }: { status?: unknown; type?: unknown; message: string } = error;
  if (typeof status !== "number" || status >= 500) return undefined;
  return new Failure(status, typeof type === "string" ? type.replaceAll(".", "_") : "bad_request", message);
}
