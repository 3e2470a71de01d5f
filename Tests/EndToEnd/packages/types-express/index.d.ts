// What the example uses of Express's types, where the real ones cannot be had.
declare function express(): express.Express;

declare namespace express {
  interface Request {
    body: any;
    ip?: string;
    method: string;
    params: Record<string, string | string[]>;
    path: string;
    query: Record<string, unknown>;
    get(name: string): string | undefined;
  }
  interface Response {
    headersSent: boolean;
    locals: Record<string, any>;
    attachment(name?: string): this;
    json(body: unknown): this;
    removeHeader(name: string): void;
    send(body: string): this;
    set(name: string, value: string): this;
    set(headers: Record<string, string>): this;
    status(code: number): this;
    type(name: string): this;
  }
  type NextFunction = (error?: unknown) => void;
  type Handler = (request: Request, response: Response, next: NextFunction) => void | Promise<void>;
  type ErrorHandler = (error: unknown, request: Request, response: Response, next: NextFunction) => void;
  interface Express {
    (request: unknown, response: unknown): void;
    disable(setting: string): this;
    get(path: string, ...handlers: Handler[]): this;
    post(path: string, ...handlers: Handler[]): this;
    set(setting: string, value: unknown): this;
    use(...handlers: (Handler | ErrorHandler)[]): this;
  }
  function raw(options: { type?: () => boolean; limit?: number }): Handler;
}

export = express;
