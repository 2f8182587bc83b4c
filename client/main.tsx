/** Starts the viewer. */
import { createRoot } from 'react-dom/client'
import './tokens.css'
import './base.css'
import { App } from './app.tsx'
import { LanguageProvider } from './language/language.tsx'

const root = document.getElementById('root')
if (root === null) throw new Error('index.html has no #root')
createRoot(root).render(
  <LanguageProvider>
    <App />
  </LanguageProvider>,
)
