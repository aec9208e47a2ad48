/** Short names of what `schema.ts` declares. */
import type { Readable } from "openapi-typescript-helpers";
import type { components, operations } from "./schema.js";

/** What one operation answers, by the name that the contract gives it: `Answer<"home">`. */
export type Answer<Name extends keyof operations> = operations[Name] extends {
  responses: { 200: { content: { "application/json": infer Body } } };
}
  ? Readable<Body>
  : never;

/** One shape of the contract by its name: `Schema<"ImageSchema">`. */
export type Schema<Name extends keyof components["schemas"]> = Readable<components["schemas"][Name]>;

/** One content in full; `kind` tells which. */
export type Content = Answer<"detail">;
/** A content of one kind: `ContentOf<"article">`. */
export type ContentOf<Kind extends Content["kind"]> = Extract<Content, { kind: Kind }>;
/** One block of a body; `type` tells which. */
export type Block = ContentOf<"article">["body"][number];
/** A block of one type: `BlockOf<"image">`. */
export type BlockOf<Type extends Block["type"]> = Extract<Block, { type: Type }>;
export type Card = Schema<"Card">;
/** What a webhook is sent; `verify` it before reading it. */
export type WebhookMessage = Schema<"WebhookMessage">;
export type ContentsQuery = NonNullable<operations["contents"]["parameters"]["query"]>;
