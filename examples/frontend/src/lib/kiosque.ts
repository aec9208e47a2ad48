/** The newsroom's API, and a memory of what it answered. */
import { createKiosque } from "@kiosque/client";

/** Where the newsroom is. */
export const ORIGIN = (process.env.KIOSQUE_URL ?? "http://127.0.0.1:8000").replace(/\/$/, "");
/** The secret of this frontend's webhook, as the newsroom's admin shows it. */
export const SECRET = process.env.KIOSQUE_WEBHOOK_SECRET ?? "";

/** Milliseconds for which an answer is given without asking. */
const FRESH = 60_000;
/** Answers that are remembered. */
const LARGEST = 1_000;

interface Held {
  at: number;
  answer: Response;
}

const memory = new Map<string, Held>();

/** What a webhook says has changed: all of it is asked again, with its ETag. */
export function growOld(): void {
  for (const held of memory.values()) held.at = 0;
}

/** GET with a memory: fresh answers at once, old ones asked with their ETag, kept when it fails. */
async function remembered(request: Request): Promise<Response> {
  if (request.method !== "GET" || request.url.includes("/preview/")) return fetch(request);
  const held = memory.get(request.url);
  if (held && Date.now() - held.at < FRESH) return held.answer.clone();
  const etag = held?.answer.headers.get("etag");
  if (etag) request.headers.set("if-none-match", etag);
  const answer = await fetch(request).catch((failure: unknown) => {
    if (held) return held.answer.clone();
    throw failure;
  });
  if (held && (answer.status === 304 || answer.status >= 500)) {
    if (answer.status === 304) held.at = Date.now();
    return held.answer.clone();
  }
  if (answer.ok) remember(request.url, answer.clone());
  return answer;
}

function remember(url: string, answer: Response): void {
  memory.delete(url);
  memory.set(url, { at: Date.now(), answer });
  const [oldest] = memory.keys();
  if (memory.size > LARGEST && oldest) memory.delete(oldest);
}

export const kiosque = createKiosque({ baseUrl: ORIGIN, fetch: remembered });

/** The address of a content on this site: its own path; any other address stays. */
export function here(url: string): string {
  const there = new URL(url, ORIGIN);
  return there.origin === new URL(ORIGIN).origin ? there.pathname + there.search + there.hash : url;
}

const DAY = new Intl.DateTimeFormat("fr-FR", { dateStyle: "long", timeZone: "Europe/Paris" });

export function day(moment: string): string {
  return DAY.format(new Date(moment));
}

/** Seconds as `1:02:03`. */
export function clock(seconds: number): string {
  const parts = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, Math.floor(seconds) % 60];
  if (!parts[0]) parts.shift();
  return parts.map((part, n) => (n ? String(part).padStart(2, "0") : String(part))).join(":");
}
