/** Starts the viewer. */
import { createRoot } from 'react-dom/client'
import './tokens.css'
import './base.css'
import './parts/rows.css'
import './parts/meanings.css'
import './parts/notices.css'
import './parts/choices.css'
import { App } from './app.tsx'
import { keptLanguage, LanguageProvider } from './language/language.tsx'
import { ScreenBoundary } from './parts/screen-boundary.tsx'

const root = document.getElementById('root')
if (root === null) throw new Error('index.html has no #root')
createRoot(root).render(
  <LanguageProvider begin={keptLanguage()}>
    <ScreenBoundary message="画面の処理中に誤りが起きました。ページを読み込み直してください。 / Something went wrong on this screen. Load the page again.">
      <App />
    </ScreenBoundary>
  </LanguageProvider>,
)
