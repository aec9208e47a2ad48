/** A walk through the client that the compiler checks: list, filter, read, narrow a block, preview. */
import {
  type Block,
  type Card,
  createKiosque,
  everyCard,
  isKind,
  KiosqueProblem,
  srcset,
  unwrap,
} from "../src/index.js";

const kiosque = createKiosque({ baseUrl: "http://127.0.0.1:8000" });

/** The newest videos of a topic. */
export async function videos(topic: string): Promise<Card[]> {
  const page = await unwrap(
    kiosque.GET("/api/content/v1/contents", { params: { query: { topic, has: ["video"], limit: 10 } } }),
  );
  return page.items;
}

/** Titles of all éditos, however many. */
export async function titles(): Promise<string[]> {
  const found: string[] = [];
  for await (const card of everyCard(kiosque, { kind: ["edito"], limit: 50 })) found.push(card.title);
  return found;
}

/** One content: what is particular to its kind is known once the kind is. */
export async function summary(uuid: string): Promise<string> {
  try {
    const content = await unwrap(
      kiosque.GET("/api/content/v1/contents/{uuid}", { params: { path: { uuid } } }),
    );
    if (isKind(content, "edito")) return `${content.details.day}: ${content.title}`;
    if (isKind(content, "item")) return `${content.source?.name ?? ""}: ${content.title}`;
    return content.body.map(draw).join("\n");
  } catch (problem) {
    if (problem instanceof KiosqueProblem && problem.status === 404) return "";
    throw problem;
  }
}

/** Each block by its type; the compiler refuses a type that is forgotten. */
export function draw(block: Block): string {
  switch (block.type) {
    case "text":
      return block.value.html;
    case "heading":
      return `<h2 id="${block.value.anchor}">${block.value.text}</h2>`;
    case "image":
      return block.value.image ? srcset(block.value.image)[0]?.srcset ?? "" : "";
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
