import { createHash, randomBytes, randomUUID, timingSafeEqual } from "node:crypto";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import express, { type Express, type NextFunction, type Request, type Response } from "express";

import { Failure, failureOf } from "./failure.js";
import { log, reason } from "./log.js";
import { page } from "./page.js";
import type { Parcels } from "./parcels.js";

export interface Settings {
  publicUrl: string;
  uploadToken: string;
  maxBytes: number;
  maxDays: number;
  /** What a parcel needs, by name: each resolves to whether it answers. */
  stores: Record<string, () => Promise<boolean>>;
}

export function application(parcels: Parcels, settings: Settings): Express {
  const app = express();
  app.disable("x-powered-by");
  // The port is reachable only through the platform's proxy, which sets the address of the client.
  app.set("trust proxy", true);
  app.use(headers);

  app.get("/", (_: Request, response: Response) => {
    const nonce = randomBytes(16).toString("base64");
    const policy = `default-src 'none'; connect-src 'self'; script-src 'nonce-${nonce}'; style-src 'nonce-${nonce}'`;
    response.set("content-security-policy", policy).type("html").send(page(nonce, settings.maxDays));
  });

  app.get("/health", async (_: Request, response: Response) => {
    const names = Object.keys(settings.stores);
    const answers = await Promise.allSettled(Object.values(settings.stores).map((ask) => ask()));
    const up = answers.map((answer) => answer.status === "fulfilled" && answer.value);
    const states = Object.fromEntries(names.map((name, i) => [name, up[i] ? "up" : "down"]));
    response.status(up.every(Boolean) ? 200 : 503).json(states);
  });

  const content = express.raw({ type: () => true, limit: settings.maxBytes });
  app.post("/parcels", sender(settings.uploadToken), content, async (request: Request, response: Response) => {
    if (!Buffer.isBuffer(request.body) || request.body.length === 0) {
      throw new Failure(422, "empty", "a parcel has content: send it as the body");
    }
    const { token, parcel } = await parcels.add({
      name: fileName(request.query.name),
      type: request.get("content-type") ?? "application/octet-stream",
      content: request.body,
      days: days(request.query.days, settings.maxDays),
    });
    const { name, size, expiresAt } = parcel;
    response.status(201).json({ link: `${settings.publicUrl}/p/${token}`, name, size, expiresAt });
  });

  app.get("/p/:token", async (request: Request, response: Response) => {
    const found = await parcels.open(String(request.params.token));
    if (!found) throw new Failure(404, "no_parcel", "no parcel is here, or it has expired");
    // A stranger's file is saved and never shown as a page of this origin.
    response.attachment(found.parcel.name);
    response.set({
      "content-type": found.parcel.type,
      "content-length": String(found.parcel.size),
      "content-security-policy": "default-src 'none'; sandbox",
      "cache-control": "private, no-store",
    });
    if (!found.content.body) throw new Error("the bucket sent no content");
    await pipeline(Readable.fromWeb(found.content.body as never), response);
  });

  app.use((request: Request) => {
    throw new Failure(404, "not_found", `nothing is at ${request.path}`);
  });
  app.use(failed);
  return app;
}

function headers(_: Request, response: Response, next: NextFunction): void {
  response.locals.request = randomUUID();
  response.set({
    "x-request-id": response.locals.request,
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
  });
  next();
}

/** Lets in who has the token. */
function sender(uploadToken: string) {
  const digest = (text: string) => createHash("sha256").update(text).digest();
  const expected = digest(`Bearer ${uploadToken}`);
  return (request: Request, response: Response, next: NextFunction): void => {
    if (!timingSafeEqual(digest(request.get("authorization") ?? ""), expected)) {
      response.set("www-authenticate", "Bearer");
      throw new Failure(401, "unauthorized", "a parcel is sent with the upload token as a bearer token");
    }
    next();
  };
}

function fileName(given: unknown): string {
  const name = typeof given === "string" ? given.replace(/[\p{Cc}/\\]/gu, "_").trim() : "";
  return name.slice(0, 200) || "parcel";
}

function days(given: unknown, most: number): number {
  const number = given === undefined ? Math.min(7, most) : Number(given);
  if (!Number.isInteger(number) || number < 1 || number > most) {
    throw new Failure(422, "invalid_days", `days is a whole number from 1 to ${most}`);
  }
  return number;
}

/** Every error as JSON; of the program's own faults the log has the reason, and the sender the number to look for. */
function failed(error: unknown, request: Request, response: Response, next: NextFunction): void {
  const id = response.locals.request;
  const failure = failureOf(error) ?? new Failure(500, "internal", "the parcel could not be handled");
  if (failure.status >= 500) {
    log("error", "a request failed", { request: id, method: request.method, from: request.ip, reason: reason(error) });
  }
  // The status is sent already: all that is left is to end the connection.
  if (response.headersSent) return next(error);
  response.removeHeader("content-disposition");
  response.status(failure.status).type("json");
  response.send(JSON.stringify({ error: { code: failure.code, message: failure.message, request: id } }));
}
