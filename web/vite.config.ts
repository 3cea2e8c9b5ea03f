import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'
import { CHUNKS } from './build/chunks.ts'
import { compressed } from './build/compressed.ts'
import { firstPage } from './build/first-page.ts'
import { languages } from './build/languages.ts'

const server = 'http://127.0.0.1:3000'

export default defineConfig({
  root: import.meta.dirname,
  plugins: [languages(), react(), firstPage(), compressed()],
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    target: 'es2023',
    // hls.js, which comes only where a browser cannot play a stream by itself.
    chunkSizeWarningLimit: 600,
    // The first to know light-dark(). Without a line of its own :dir() would become a list of languages.
    cssTarget: ['chrome123', 'edge123', 'firefox120', 'safari17.5'],
    rolldownOptions: { output: { codeSplitting: CHUNKS } },
  },
  server: { proxy: { '/api': server, '/render': server } },
})
