/** The newsroom's API, and a memory of what it answered. */
import {
  type Card,
  type Content,
  type ContentsQuery,
  createKiosque,
  KiosqueProblem,
  type Schema,
  unwrap,
} from "@kiosque/client";

/** Where the newsroom is. */
export const ORIGIN = (process.env.KIOSQUE_URL ?? "http://127.0.0.1:8000").replace(/\/$/, "");
/** The secret of this frontend's webhook, as the newsroom's admin shows it. */
export const SECRET = process.env.KIOSQUE_WEBHOOK_SECRET ?? "";

/** Milliseconds for which an answer is given without asking. */
const FRESH = 60_000;
/** Milliseconds after which every process of the newsroom shows what a webhook has told. */
const SETTLED = 2_000;
/** Answers that are remembered. */
const LARGEST = 1_000;

interface Held {
  askedAt: number;
  answer: Response;
}

const memory = new Map<string, Held>();
let changedAt = -Infinity;

/** What a webhook says has changed: all of it is asked again, with its ETag. */
export function growOld(): void {
  changedAt = Date.now();
}

function isFresh({ askedAt }: Held): boolean {
  return Date.now() - askedAt < FRESH && askedAt > changedAt + SETTLED;
}

/** GET with a memory: fresh answers at once, old ones asked with their ETag, kept when it fails. */
async function remembered(request: Request): Promise<Response> {
  if (request.method !== "GET" || request.url.includes("/preview/")) return fetch(request);
  const held = memory.get(request.url);
  if (held && isFresh(held)) return held.answer.clone();
  const etag = held?.answer.headers.get("etag");
  if (etag) request.headers.set("if-none-match", etag);
  const askedAt = Date.now();
  const answer = await fetch(request).catch((failure: unknown) => {
    if (held) return undefined;
    throw failure;
  });
  if (held && (!answer || answer.status === 304 || answer.status === 429 || answer.status >= 500)) {
    if (answer?.status === 304) held.askedAt = askedAt;
    return held.answer.clone();
  }
  if (!answer) throw new Error("The newsroom does not answer.");
  // What was held is true no longer: withdrawn, it must not come back while the newsroom is away.
  memory.delete(request.url);
  if (answer.ok) remember(request.url, { askedAt, answer: answer.clone() });
  return answer;
}

/** As the newest; the oldest of too many is forgotten. */
function remember(url: string, held: Held): void {
  memory.set(url, held);
  const [oldest] = memory.keys();
  if (memory.size > LARGEST && oldest) memory.delete(oldest);
}

export const kiosque = createKiosque({ baseUrl: ORIGIN, fetch: remembered });

/** Whether the newsroom has no such thing, or not any more, or cannot have one. */
export function isMissing(problem: unknown): problem is KiosqueProblem {
  return problem instanceof KiosqueProblem && [404, 410, 422].includes(problem.status);
}

/** What was asked for; undefined where the newsroom has no such thing. */
export async function found<Answer>(asked: Promise<Answer>): Promise<Answer | undefined> {
  try {
    return await asked;
  } catch (problem) {
    if (isMissing(problem)) return undefined;
    throw problem;
  }
}

/** The address of a content on this site: its own path; any other address stays. */
export function here(url: string): string {
  const there = new URL(url, ORIGIN);
  return there.origin === new URL(ORIGIN).origin ? there.pathname + there.search + there.hash : url;
}

/** The place in a list that an address of this site names: `?cursor=`. */
export function placeIn({ searchParams }: URL): { cursor?: string } {
  const cursor = searchParams.get("cursor");
  return cursor ? { cursor } : {};
}

/** The cards that the page of a content lists below it, a page of them; undefined where it has none. */
export function listedBy(content: Content, url: URL): Promise<Schema<"Contents">> | undefined {
  const filter = filterOf(content);
  const query = filter && { ...filter, ...placeIn(url) };
  return query && unwrap(kiosque.GET("/api/content/v1/contents", { params: { query } }));
}

function filterOf({ kind, id, details }: Content): ContentsQuery | undefined {
  if (kind === "topic" || kind === "person" || kind === "source" || kind === "show") return { [kind]: id };
  if (kind !== "index" || details.type === "home") return undefined;
  return { articles: { kind: "article" }, editos: { kind: "edito" }, feed: {} }[details.type];
}

/** Hands on what a reader has sent with a form: the thanks of the newsroom, or what is wrong by field. */
export async function send(
  uuid: string,
  sent: FormData,
): Promise<{ thanks?: string; errors?: Record<string, string[]> }> {
  const body: Record<string, string[]> = {};
  for (const [name, value] of sent) body[name] = [...(body[name] ?? []), String(value)];
  const asked = kiosque.POST("/api/content/v1/forms/{uuid}", { params: { path: { uuid } }, body });
  try {
    return { thanks: (await unwrap(asked)).thanks.html };
  } catch (problem) {
    if (problem instanceof KiosqueProblem && problem.problem.errors) {
      return { errors: problem.problem.errors };
    }
    throw problem;
  }
}

/** Whether its date tells readers something. */
export function isDated({ kind }: Pick<Card, "kind">): boolean {
  return kind === "article" || kind === "edito" || kind === "episode" || kind === "item";
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
