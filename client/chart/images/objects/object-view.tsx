/** What fills a viewport when its series holds no images: a report, an electrocardiogram, a PDF, or why not. */
import { lazy, Suspense, useEffect, useState } from 'react'
import { pixelProblemSentence } from '../../../../model/dicom-pixels/pixel-problem.ts'
import { useWords } from '../../../language/language.tsx'
import type { Slice } from '../viewer/image-stack.ts'
import { viewerWords } from '../viewer/viewer-words.ts'
import { EcgSheet } from './ecg-sheet.tsx'
import { objectWords } from './object-words.ts'
import { type DicomObject, fetchObject, type ObjectAnswer } from './read-object.ts'
import { ReportDocument } from './report-document.tsx'
import type { SopKind } from './sop-kinds.ts'
import './objects.css'

const PdfPages = lazy(() => import('../../documents/pdf-pages.tsx'))

interface ObjectViewProps {
  readonly slice: Slice
  readonly kind: Exclude<SopKind, 'image'>
}

export function ObjectView({ slice, kind }: ObjectViewProps) {
  const { language } = useWords()
  const words = viewerWords(language)
  const answer = useObject(slice, kind)
  if (answer === null) {
    return (
      <p className="viewport-empty" role="status">
        {words.reading}
      </p>
    )
  }
  if (!answer.ok) {
    return (
      <div className="viewport-problem" role="alert">
        <strong>{objectWords(language).cannotShow}</strong>
        <p>{pixelProblemSentence(answer.problem, language)}</p>
      </div>
    )
  }
  return <Shown object={answer.object} />
}

function Shown({ object }: { object: DicomObject }) {
  const { language } = useWords()
  const words = objectWords(language)
  if (object.kind === 'waveform') return <EcgSheet waveforms={object.waveforms} words={words} />
  if (object.kind === 'pdf') {
    return (
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keys
      <div className="object-paper" tabIndex={0}>
        <Suspense fallback={<p role="status">…</p>}>
          <PdfPages data={object.data} />
        </Suspense>
      </div>
    )
  }
  if (object.kind === 'presentation') {
    const { label, creator, references } = object.presentation
    return <p className="viewport-empty">{words.presentation(label, creator, references.length)}</p>
  }
  return <ReportDocument report={object.report} words={words} />
}

function useObject(slice: Slice, kind: Exclude<SopKind, 'image'>): ObjectAnswer | null {
  const [read, setRead] = useState<{ slice: Slice; answer: ObjectAnswer } | null>(null)
  useEffect(() => {
    const control = new AbortController()
    const { transferSyntaxUid } = slice
    const failed = (code: 'not-copied' | 'not-fetched'): ObjectAnswer => ({
      ok: false,
      problem: { code, transferSyntaxUid, detail: '' },
    })
    const answered =
      slice.url === ''
        ? Promise.resolve(failed('not-copied'))
        : fetchObject(slice.url, kind, control.signal).catch(() => failed('not-fetched'))
    void answered.then((answer) => {
      if (!control.signal.aborted) setRead({ slice, answer })
    })
    return () => control.abort()
  }, [slice, kind])
  return read?.slice === slice ? read.answer : null
}
