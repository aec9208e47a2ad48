/**
 * A walk through the client, as a stranger who has installed it: list, filter, page on, resolve, narrow a
 * block, preview, take a webhook. `npm test` installs the packed client elsewhere, and the compiler checks
 * this there: what follows `@ts-expect-error` must not compile.
 */
import {
  type Block,
  type BlockOf,
  type Card,
  type Content,
  createKiosque,
  everyCard,
  isKind,
  type Kiosque,
  KiosqueProblem,
  srcset,
  unwrap,
  verify,
  type WebhookMessage,
} from "@kiosque/client";

export const connect = (baseUrl: string): Kiosque => createKiosque({ baseUrl });

/** The newest videos of a topic. */
export async function videos(kiosque: Kiosque, topic: string): Promise<Card[]> {
  const query = { topic, has: ["video" as const], limit: 10 };
  const page = await unwrap(kiosque.GET("/api/content/v1/contents", { params: { query } }));
  return page.items;
}

/** Two pages, one after the other: `next` of the first is the cursor of the second. */
export async function twoPages(kiosque: Kiosque): Promise<Card[]> {
  const query = { kind: ["article" as const, "edito" as const], limit: 20 };
  const first = await unwrap(kiosque.GET("/api/content/v1/contents", { params: { query } }));
  if (!first.next) return first.items;
  const second = await unwrap(
    kiosque.GET("/api/content/v1/contents", { params: { query: { ...query, cursor: first.next } } }),
  );
  return [...first.items, ...second.items];
}

/** Titles of all éditos, however many. */
export async function titles(kiosque: Kiosque): Promise<string[]> {
  const found: string[] = [];
  for await (const card of everyCard(kiosque, { kind: ["edito"], limit: 50 })) found.push(card.title);
  return found;
}

/** What a reader who types a path is shown: a page, another address, or why there is none any more. */
export async function page(kiosque: Kiosque, path: string): Promise<string> {
  try {
    const answer = await unwrap(kiosque.GET("/api/content/v1/resolve", { params: { query: { path } } }));
    return answer.type === "redirect" ? `→ ${answer.to}` : html(answer.content);
  } catch (problem) {
    if (!(problem instanceof KiosqueProblem)) throw problem;
    return problem.status === 410 ? (problem.problem.detail ?? "") : problem.problem.hint;
  }
}

/** What is particular to a kind is known once the kind is. */
function html(content: Content): string {
  if (isKind(content, "edito")) return `${content.details.day}: ${content.title}`;
  if (isKind(content, "item")) return `${content.source?.name ?? ""}: ${content.title}`;
  return content.body.map(draw).join("\n");
}

/** A draft, for whoever holds the token that the editor's preview gives. */
export async function draft(kiosque: Kiosque, token: string): Promise<string> {
  const path = { token };
  const content = await unwrap(
    kiosque.GET("/api/content/v1/preview/{token}", { params: { path }, cache: "no-store" }),
  );
  return html(content);
}

/** Each block by its type; the compiler refuses a type that is forgotten. */
export function draw(block: Block): string {
  switch (block.type) {
    case "text":
      return block.value.html;
    case "heading":
      return `<h2 id="${block.value.anchor}">${block.value.text}</h2>`;
    case "image":
      return picture(block);
    case "video":
    case "audio":
      return block.value.media?.page_url ?? "";
    case "gallery":
    case "quote":
    case "box":
    case "note":
    case "figures":
    case "timeline":
    case "table":
    case "document":
    case "link":
    case "post":
    case "call_to_action":
      return `<!-- ${block.type} ${block.id} -->`;
    default: {
      const forgotten: never = block;
      return forgotten;
    }
  }
}

function picture({ value }: BlockOf<"image">): string {
  const files = value.image ? srcset(value.image) : [];
  return files.map((file) => `<source type="${file.type}" srcset="${file.srcset}">`).join("");
}

/** The uuids that a webhook tells of, for whoever forgets them; undefined for a message that is not ours. */
export async function changed(secret: string, request: Request): Promise<string[] | undefined> {
  const body = await request.text();
  if (!(await verify(secret, request.headers, body))) return undefined;
  const message: WebhookMessage = JSON.parse(body);
  return message.data.events.filter((event) => event.action !== "publish").map((event) => event.id);
}

/** What a reader sends with a form: its fields are the newsroom's own. */
export async function write(kiosque: Kiosque, form: string): Promise<string> {
  const body = { votre_nom: "Ada", rubriques: ["social", "climat"], abonnement: true };
  const params = { path: { uuid: form } };
  return (await unwrap(kiosque.POST("/api/content/v1/forms/{uuid}", { params, body }))).thanks.html;
}

/** Mistakes that do not compile. */
export function refused(kiosque: Kiosque, block: Block, message: WebhookMessage): unknown[] {
  return [
    // @ts-expect-error: no such kind
    kiosque.GET("/api/content/v1/contents", { params: { query: { kind: ["artcle"] } } }),
    // @ts-expect-error: no such filter
    kiosque.GET("/api/content/v1/contents", { params: { query: { topik: "ecologie" } } }),
    // @ts-expect-error: a number is needed
    everyCard(kiosque, { limit: "ten" }),
    // @ts-expect-error: a path is needed
    kiosque.GET("/api/content/v1/resolve", { params: { query: {} } }),
    // @ts-expect-error: no such address
    kiosque.GET("/api/content/v1/article"),
    // @ts-expect-error: not every block has a text
    block.value.html,
    // @ts-expect-error: a picture has no columns
    block.type === "image" && block.value.columns,
    // @ts-expect-error: no such action
    message.data.events[0]?.action === "burn",
  ];
}
