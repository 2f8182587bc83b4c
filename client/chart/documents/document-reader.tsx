/**
 * Shows one document as it came. A backup's documents are hostile files: markup runs in a frame without rights,
 * pictures are pictures, a PDF is drawn by pdf.js without eval.
 */
import { lazy, Suspense, useState } from 'react'
import type { DocumentRow } from '../../../model/api/chart/documents.ts'
import { DOCUMENT_CATEGORY_WORDS } from '../../../model/codes/chart-words.ts'
import { useWords } from '../../language/language.tsx'
import { ClinicalTime } from '../../parts/clinical-time.tsx'
import { Known } from '../../parts/known.tsx'
import { chartUrl, useChart } from '../open-chart.tsx'

const PdfPages = lazy(() => import('./pdf-pages.tsx'))

type Part = DocumentRow['parts'][number]

export function DocumentReader({ row }: { row: DocumentRow }) {
  const { words, code } = useWords()
  const [at, setAt] = useState(0)
  const parts = withoutStyleSheets(row.parts)
  const part = parts[at] ?? null
  return (
    <article className="reader">
      <header>
        <h2>
          {row.title || row.type || words.documents.untitled}
          {row.standing !== 'current' && (
            <span className="mark missing">{words.documents.standing[row.standing]}</span>
          )}
        </h2>
        <p>
          <ClinicalTime time={row.documentAt} />
          <span>{code(DOCUMENT_CATEGORY_WORDS, row.category)}</span>
          <span>
            <Known text={row.department} />
          </span>
          <span>
            <Known text={row.author} />
          </span>
          {row.status !== '' && <span className="mark">{row.status}</span>}
          {part !== null && isConverted(part) && <span>{words.documents.fromTiff}</span>}
        </p>
        {parts.length > 1 && (
          <div className="reader-parts">
            {parts.map((each, index) => (
              <button
                key={each.part}
                type="button"
                aria-pressed={index === at}
                onClick={() => setAt(index)}
              >
                {each.name || words.documents.part(index + 1)}
              </button>
            ))}
          </div>
        )}
      </header>
      {part === null ? (
        <p className="failure">{words.documents.noPartHere}</p>
      ) : (
        <PartView key={part.part} row={row} part={part} />
      )}
    </article>
  )
}

/** A style sheet is the look of another file, and says nothing of the patient. What only has the name of one is shown. */
function withoutStyleSheets(parts: readonly Part[]): readonly Part[] {
  const others = parts.filter(
    ({ name, mediaType }) => !(/\.css$/i.test(name) && /^text\//.test(mediaType)),
  )
  return others.length === 0 ? parts : others
}

/** The loader makes a PDF of every TIFF that it can. */
function isConverted({ name, mediaType }: Part): boolean {
  return mediaType === 'application/pdf' && /\.tiff?$/i.test(name)
}

function PartView({ row, part }: { row: DocumentRow; part: Part }) {
  const { words } = useWords()
  const chart = useChart()
  const url = chartUrl(chart, `documents/${encodeURIComponent(row.document)}/parts/${part.part}`)
  const name = `${row.title || row.type} ${part.name}`.trim()
  const media = (part.mediaType.split(';')[0] ?? '').trim().toLowerCase()
  if (media === 'application/pdf') {
    return (
      <Suspense fallback={<p className="waiting">{words.reading}</p>}>
        <PdfPages url={url} />
      </Suspense>
    )
  }
  if (/^image\/(jpeg|png|gif|webp|bmp)$/.test(media)) return <Picture url={url} name={name} />
  // The server turns markup and plain text into a page without scripts; the frame takes away every right as well.
  if (media !== 'image/svg+xml' && /html|xml|^text\//.test(media)) {
    return <iframe className="reader-frame" sandbox="" src={url} title={name} />
  }
  return <p className="failure">{words.documents.cannotShow(part.mediaType || words.unknown)}</p>
}

function Picture({ url, name }: { url: string; name: string }) {
  const { words } = useWords()
  const [broken, setBroken] = useState(false)
  if (broken) return <p className="failure">{words.documents.brokenPicture}</p>
  return <img className="reader-picture" src={url} alt={name} onError={() => setBroken(true)} />
}
