/** Builds the viewer into dist/: every file from this machine, nothing inlined, nothing fetched from elsewhere. */
import { cpSync } from 'node:fs'
import react from '@vitejs/plugin-react'
import { defineConfig, type Plugin } from 'vite'

export default defineConfig({
  plugins: [react(), pdfResources(), noForeignAddresses()],
  // The image decoders are loaded into the worker one by one.
  worker: { format: 'es', plugins: () => [withoutNodeModules()] },
  build: {
    outDir: 'dist',
    target: 'es2023',
    // A data: URL would need a wider content security policy than 'self'.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
})

/**
 * Character maps, fonts and decoders that pdf.js asks for by name: without them Japanese text in many PDFs is blank, and so is a
 * picture in JPEG 2000.
 */
function pdfResources(): Plugin {
  return {
    name: 'pdf-resources',
    apply: 'build',
    closeBundle() {
      cpSync('node_modules/pdfjs-dist/cmaps', 'dist/pdf/cmaps', { recursive: true })
      cpSync('node_modules/pdfjs-dist/standard_fonts', 'dist/pdf/fonts', { recursive: true })
      cpSync('node_modules/pdfjs-dist/wasm', 'dist/pdf/decoders', { recursive: true })
    },
  }
}

/** React's error messages name a web page. No terminal can reach it, and nothing here may look as if it tried. */
function noForeignAddresses(): Plugin {
  return {
    name: 'no-foreign-addresses',
    apply: 'build',
    renderChunk: (code) => code.replaceAll('https://react.dev/errors/', 'React error '),
  }
}

/** The decoders' glue names Node's own modules for when it runs there; in a browser it never asks for them. */
function withoutNodeModules(): Plugin {
  return {
    name: 'without-node-modules',
    enforce: 'pre',
    resolveId: (id, importer) =>
      (id === 'fs' || id === 'path') && importer?.includes('@cornerstonejs/codec-')
        ? '\0no-node-module'
        : null,
    load: (id) => (id === '\0no-node-module' ? 'export default {}' : null),
  }
}
