/**
 * How the page is built. React is Preact here: @chatui/core works under preact/compat, and the script is a third of
 * what it is with React (measured with the components this page uses: 18 KB against 55 KB, gzipped).
 */

const PREACT = [
  { find: "react/jsx-runtime", replacement: "preact/jsx-runtime" },
  { find: "react-dom/client", replacement: "preact/compat/client" },
  { find: "react-dom/server", replacement: "preact-render-to-string" },
  { find: "react-dom", replacement: "preact/compat" },
  { find: "react", replacement: "preact/compat" },
];

// These packages do nothing on import but what their exports need; they do not say so themselves.
const PURE = /node_modules\/(?:@chatui|@babel|core-js|core-js-pure|dompurify|intersection-observer)\//;

export default {
  base: "/webchat/",
  appType: "custom",
  publicDir: false,
  esbuild: { jsx: "automatic" },
  resolve: { alias: PREACT, mainFields: ["module", "main"] },
  ssr: { noExternal: true },
  build: {
    target: ["es2019", "chrome79", "safari13"], // what older phones' WeChat and system browsers run
    assetsInlineLimit: 0, // the content security policy has no data:
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    rollupOptions: { treeshake: { moduleSideEffects: (id) => !PURE.test(id) } },
  },
};
