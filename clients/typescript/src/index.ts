/**
 * Typed client of the Kiosque content API. `schema.ts` is generated from its OpenAPI file; what is
 * here only makes it pleasant: paging, problems as exceptions, signatures of webhooks.
 */
import createClient, { type Client, type ClientOptions } from "openapi-fetch";
import type { paths } from "./schema.js";
import type { Card, Content, ContentOf, ContentsQuery } from "./types.js";

export type { components, operations, paths } from "./schema.js";
export type { Answer, Block, BlockOf, Card, Content, ContentOf, ContentsQuery, Schema, WebhookMessage } from "./types.js";
export { srcset } from "./drawing.js";
export { verify } from "./webhooks.js";

/** What the API answers instead of a content (RFC 9457); status 0 where there was no answer of its own. */
export interface ProblemDetails {
  type: string;
  title: string;
  status: number;
  detail?: string;
  hint: string;
  errors?: Record<string, string[]>;
}

export class KiosqueProblem extends Error {
  constructor(readonly problem: ProblemDetails, options?: ErrorOptions) {
    super([problem.title, problem.detail, problem.hint].filter(Boolean).join(" "), options);
    this.name = "KiosqueProblem";
  }

  get status(): number {
    return this.problem.status;
  }
}

export type Kiosque = Client<paths>;

/** `baseUrl` is the origin of the newsroom: `https://example.org`. Lists are sent with commas. */
export function createKiosque(options: ClientOptions & { baseUrl: string }): Kiosque {
  return createClient<paths>({ querySerializer: { array: { style: "form", explode: false } }, ...options });
}

const IS_IT_UP = "This is no answer of the API: is the address right, and is the newsroom up?";
const NOTHING = { type: "about:blank", title: "No answer.", status: 0, hint: IS_IT_UP };

/**
 * The body of an answer. Throws KiosqueProblem for any other than 2xx; with status 0, and what was thrown
 * as its `cause`, where the newsroom cannot be reached or answers no JSON. What the caller has given up
 * (`signal`) is thrown as it is.
 */
export async function unwrap<Body>(
  asked: Promise<{ data?: Body; error?: unknown; response: Response }>,
): Promise<Body> {
  const { data, error, response } = await asked.catch((cause: unknown) => {
    // What fetch throws where there is no network, and what reading JSON throws.
    const isNoAnswer = cause instanceof TypeError || cause instanceof SyntaxError;
    throw isNoAnswer ? new KiosqueProblem(NOTHING, { cause }) : cause;
  });
  if (response.ok && data !== undefined) return data;
  throw new KiosqueProblem(asProblem(error, response));
}

function asProblem(error: unknown, response: Response): ProblemDetails {
  if (typeof error === "object" && error !== null && "title" in error) return error as ProblemDetails;
  return {
    type: "about:blank",
    title: response.statusText || "No answer.",
    status: response.status,
    hint: IS_IT_UP,
  };
}

/** Every card that the filters allow, newest first, page after page. */
export async function* everyCard(
  kiosque: Kiosque,
  query: Omit<ContentsQuery, "cursor"> = {},
): AsyncGenerator<Card, void, void> {
  let cursor = "";
  do {
    const page = await unwrap(
      kiosque.GET("/api/content/v1/contents", {
        params: { query: { ...query, ...(cursor ? { cursor } : {}) } },
      }),
    );
    yield* page.items;
    cursor = page.next;
  } while (cursor);
}

/** Narrows a content to one kind. */
export function isKind<Kind extends Content["kind"]>(
  content: Content,
  kind: Kind,
): content is ContentOf<Kind> {
  return content.kind === kind;
}
