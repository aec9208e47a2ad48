import node from "@astrojs/node";
import { defineConfig } from "astro/config";

export default defineConfig({
  output: "server",
  adapter: node({ mode: "standalone" }),
  // No optimiser: pictures come with their files.
  image: { service: { entrypoint: "astro/assets/services/noop" } },
  // Nobody is signed in here, so that another site cannot send a form in somebody's name.
  security: { checkOrigin: false },
  devToolbar: { enabled: false },
});
