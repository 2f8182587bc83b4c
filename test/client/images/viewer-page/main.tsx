/** The image viewer alone, with a chart made up for it: one button opens it, as the chart's images tab does. */
import { StrictMode, useState } from 'react'
import { createRoot } from 'react-dom/client'
import { ImageViewer } from '../../../../client/chart/images/viewer/image-viewer.tsx'
import type { OpenChart } from '../../../../client/chart/open-chart.tsx'
import { LanguageProvider } from '../../../../client/language/language.tsx'
import type { ImageStudyRow } from '../../../../model/api/chart/image-studies.ts'

const time = (at: string) => ({ at, text: at })
/** Of a patient of whom the backup has a number only, nothing else is known. */
const isKnown = !new URLSearchParams(location.search).has('unknown')
const lost = {
  area: 'images',
  dataType: 'DICOM',
  date: '',
  reason: 'truncated',
  detail: '',
  source: '',
}
const chart = {
  parts: new Map(),
  readings: new Map(),
  opened: {
    generation: 'test',
    asOf: '2022-10-31T03:15',
    chart: 'handle',
    patientGaps: new URLSearchParams(location.search).has('gaps')
      ? [lost, lost, { ...lost, area: 'labs' }, { ...lost, reason: 'missing-days' }]
      : [],
    banner: {
      patientId: '0001234',
      name: isKnown ? '山田 太郎' : '',
      kana: isKnown ? 'ヤマダ タロウ' : '',
      birthDate: isKnown ? time('1970-01-01') : { at: null, text: '' },
    },
  },
} as unknown as OpenChart
const study: ImageStudyRow = {
  studyUid: new URLSearchParams(location.search).get('study') ?? '1.2.3',
  studyAt: time('2022-10-30T09:10'),
  description: '検査',
  modalities: [],
  accession: '',
  series: [],
  identityNote: '',
  rejections: [],
  inBackup: true,
  reports: [],
}

const prior = { ...study, studyUid: '1.2.4', studyAt: time('2022-04-01T10:00') }
/** Names the one whose images tell no date. */
const undated = new URLSearchParams(location.search).get('undated')
const undatedOr = (named: string, each: ImageStudyRow) =>
  undated === named ? { ...each, studyAt: { at: null, text: '' } } : each
const shown = undatedOr('study', study)
const studies = [shown, undatedOr('prior', prior)]

function Page() {
  const [isOpen, setIsOpen] = useState(false)
  return (
    <>
      <button type="button" onClick={() => setIsOpen(true)}>
        open
      </button>
      {isOpen && (
        <ImageViewer
          serverHasMore={false}
          chart={chart}
          study={shown}
          studies={studies}
          onClose={() => setIsOpen(false)}
        />
      )}
    </>
  )
}

const root = document.getElementById('root')
if (root === null) throw new Error('no #root')
createRoot(root).render(
  <StrictMode>
    <LanguageProvider>
      <Page />
    </LanguageProvider>
  </StrictMode>,
)
