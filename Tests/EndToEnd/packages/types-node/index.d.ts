// What the example uses of Node's types, where the real ones cannot be had. Modules have no types of their own.
declare module "node:crypto";
declare module "node:http";
declare module "node:stream";
declare module "node:stream/promises";

declare const process: {
  env: Record<string, string | undefined>;
  stdout: { write(text: string): boolean };
  once(signal: string, then: (signal: string) => void): void;
};

interface Buffer extends Uint8Array {
  toString(encoding?: string): string;
}
declare const Buffer: { isBuffer(value: unknown): value is Buffer };

interface Timer {
  unref(): Timer;
}
declare function setTimeout(then: () => void, milliseconds: number): Timer;
declare function clearTimeout(timer: Timer): void;

declare class URL {
  constructor(url: string);
  origin: string;
  protocol: string;
  host: string;
}

declare class AbortSignal {
  static timeout(milliseconds: number): AbortSignal;
}
declare class AbortController {
  readonly signal: AbortSignal;
  abort(): void;
}

interface RequestInit {
  method?: string;
  headers?: Record<string, string>;
  body?: Uint8Array | string;
  signal?: AbortSignal;
}
declare class Request {
  constructor(url: string, init?: RequestInit);
}
declare class Response {
  readonly ok: boolean;
  readonly status: number;
  readonly body: { cancel(): Promise<void> } | null;
}
declare function fetch(request: Request | string, init?: RequestInit): Promise<Response>;
