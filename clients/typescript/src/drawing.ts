/** What every frontend writes of a picture. */
import type { Schema } from "./types.js";

type Image = Schema<"ImageSchema">;
export interface Source {
  type: string;
  srcset: string;
}

/** One `<source>` a MIME type, best first: `srcset` lists the files that exist, with their widths. */
export function srcset(image: Image): Source[] {
  const byType = new Map<string, string[]>();
  for (const file of image.sources ?? []) {
    byType.set(file.type, [...(byType.get(file.type) ?? []), `${file.url} ${file.width}w`]);
  }
  return [...byType].map(([type, files]) => ({ type, srcset: files.join(", ") }));
}
