/** Builds the viewer into dist/: every file from this machine, nothing inlined, nothing fetched from elsewhere. */
import { cpSync } from 'node:fs'
import react from '@vitejs/plugin-react'
import { defineConfig, type Plugin } from 'vite'

export default defineConfig({
  plugins: [react(), pdfResources(), noForeignAddresses()],
  // The image decoders are loaded into the worker one by one.
  worker: { format: 'es' },
  build: {
    outDir: 'dist',
    target: 'es2023',
    // A data: URL would need a wider content security policy than 'self'.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
})

/** Character maps and fonts that pdf.js asks for by name: without them Japanese text in many PDFs is blank. */
function pdfResources(): Plugin {
  return {
    name: 'pdf-resources',
    apply: 'build',
    closeBundle() {
      cpSync('node_modules/pdfjs-dist/cmaps', 'dist/pdf/cmaps', { recursive: true })
      cpSync('node_modules/pdfjs-dist/standard_fonts', 'dist/pdf/fonts', { recursive: true })
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
