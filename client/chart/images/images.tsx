/** Image studies with their reports beside them; whether the pixels are in this backup is said in words. */
import { lazy, Suspense, useEffect, useState } from 'react'
import type { ImageStudyRow, ImagesAnswer } from '../../../model/api/chart/image-studies.ts'
import type { PacsAnswer } from '../../../model/api/pacs.ts'
import { rejectionSentence } from '../../../model/codes/rejection-notes.ts'
import { type Answered, useAnswer } from '../../api/use-answer.ts'
import { useWords } from '../../language/language.tsx'
import { ClinicalTime } from '../../parts/clinical-time.tsx'
import { Failure } from '../../parts/failure.tsx'
import { NoRecord } from '../../parts/no-record.tsx'
import { DocumentLink } from '../documents/document-link.tsx'
import { chartUrl, useChart } from '../open-chart.tsx'
import { SourcesOf } from '../otherwise.tsx'
import { PartFrame } from '../part-frame.tsx'
import { hasImages, isServerAway, joinStudies, type ShownStudy } from './study-origin.ts'
import type { ImageViewer } from './viewer/image-viewer.tsx'
import './images.css'

type Viewer = typeof ImageViewer
/** What is here is shown at once: React keeps back for 300 ms what it has once said to be waiting for, though it comes with the next task. */
let loadedViewer: Viewer | null = null
const AwaitedViewer = lazy(async () => ({ default: await loadViewer() }))

async function loadViewer(): Promise<Viewer> {
  loadedViewer = (await import('./viewer/image-viewer.tsx')).ImageViewer
  return loadedViewer
}

export function Images() {
  useViewerReady()
  return (
    <PartFrame<ImagesAnswer> of="images" areas={['images']}>
      {(part) => <Studies part={part} />}
    </PartFrame>
  )
}

/** The backup's studies at once; those of a surviving image server when it has answered. */
function Studies({ part }: { part: ImagesAnswer }) {
  const { words } = useWords()
  const { answer, error, retry } = useAnswer<PacsAnswer>(chartUrl(useChart(), 'pacs'))
  const studies = joinStudies(part.studies, answer?.studies ?? [])
  return (
    <>
      <ServerNotice answer={answer} error={error} retry={retry} />
      {part.studies.length === 0 && (
        <NoRecord
          text={words.images.none}
          gaps={part.patientGaps}
          areas={['images']}
          isWholeScreen={studies.length === 0}
        />
      )}
      {studies.length > 0 && (
        <ul className="studies">
          {studies.map((study) => (
            <Study
              key={study.studyUid || `${study.accession} ${study.studyAt.text}`}
              study={study}
              studies={studies}
            />
          ))}
        </ul>
      )}
    </>
  )
}

function ServerNotice({ answer, error, retry }: Answered<PacsAnswer>) {
  const { words } = useWords()
  const { pacs } = words.images
  if (error !== null) return <Failure error={error} retry={retry} />
  if (answer === null) return <p role="status">{pacs.asking}</p>
  if (answer.state === 'off') return null
  return (
    <>
      {isServerAway(answer.state) && (
        <p className="failure" role="alert">
          {pacs.away(pacs[answer.state])}{' '}
          <button type="button" onClick={retry}>
            {words.tryAgain}
          </button>
        </p>
      )}
      {answer.otherPatients > 0 && (
        <p className="failure">{pacs.otherPatients(answer.otherPatients)}</p>
      )}
    </>
  )
}

/** The viewer and its first worker are there when they are asked for; a failure shows when images are opened. */
function useViewerReady(): void {
  useEffect(() => {
    let end: (() => void) | null = null
    let isGone = false
    Promise.all([import('./viewer/decoding-pool.ts'), loadViewer()])
      .then(([{ prepareWorker }]) => {
        if (!isGone) end = prepareWorker()
      })
      .catch(() => undefined)
    return () => {
      isGone = true
      end?.()
    }
  }, [])
}

interface StudyProps {
  readonly study: ShownStudy
  readonly studies: readonly ShownStudy[]
}

function Study({ study, studies }: StudyProps) {
  const { words, language } = useWords()
  const instances = study.series.reduce((sum, series) => sum + series.instances, 0)
  return (
    <li className="study">
      <div>
        <h2>
          <ClinicalTime time={study.studyAt} />
          <span className="mark">{study.modalities.join('・') || words.unknown}</span>
          {study.description || words.images.noDescription}
        </h2>
        {study.inBackup ? (
          <p>{words.images.inBackup(study.series.length, instances)}</p>
        ) : (
          <p className="missing">{words.images.notInBackup}</p>
        )}
        <SourcesOf sources={study.sources} />
        {study.pacs !== undefined && <p>{words.images.pacs.holds(study.pacs.instances)}</p>}
        {hasImages(study) && <OpenImages study={study} studies={studies} />}
        {study.identityNote !== '' && (
          <p className="failure">{words.images.identityDiffers(study.identityNote)}</p>
        )}
        {study.rejections.map((each) => (
          <p key={each.code} className="failure">
            {rejectionSentence(each, language)}
          </p>
        ))}
        {study.series.length > 0 && <SeriesTable study={study} />}
      </div>
      <div className="study-reports">
        <h3>{words.images.reports}</h3>
        {study.reports.length === 0 ? (
          <p className="none">{words.images.noReport}</p>
        ) : (
          study.reports.map((report) => (
            <DocumentLink key={report.document} document={report.document}>
              {report.title || words.documents.untitled}
            </DocumentLink>
          ))
        )}
        {study.accession !== '' && (
          <p className="none time">{words.images.accession(study.accession)}</p>
        )}
      </div>
    </li>
  )
}

interface OpenedStudy {
  readonly Viewer: Viewer | typeof AwaitedViewer
  readonly study: ShownStudy
}

function OpenImages({ study, studies }: StudyProps) {
  const { words } = useWords()
  const chart = useChart()
  // Both stay the same as long as it is open: the list may be drawn again, or learn of the image server's studies, while images are read.
  const [opened, setOpened] = useState<OpenedStudy | null>(null)
  const open = () => setOpened({ Viewer: loadedViewer ?? AwaitedViewer, study })
  return (
    <>
      <button type="button" onClick={open}>
        {words.images.open}
      </button>
      {opened !== null && (
        <Suspense fallback={<span role="status">{words.reading}</span>}>
          <opened.Viewer
            chart={chart}
            study={opened.study}
            studies={studies}
            serverHasMore={study.pacs !== undefined && opened.study.pacs === undefined}
            onClose={() => setOpened(null)}
          />
        </Suspense>
      )}
    </>
  )
}

function SeriesTable({ study }: { study: ImageStudyRow }) {
  const { words } = useWords()
  return (
    <table className="rows">
      <thead>
        <tr>
          <th scope="col" className="number">
            {words.images.series}
          </th>
          <th scope="col">{words.images.modality}</th>
          <th scope="col">{words.images.description}</th>
          <th scope="col">{words.images.bodyPart}</th>
          <th scope="col" className="number">
            {words.images.count}
          </th>
        </tr>
      </thead>
      <tbody>
        {study.series.map((series) => (
          <tr key={series.seriesUid}>
            <td className="number">{series.number ?? ''}</td>
            <td>{series.modality}</td>
            <td>{series.description}</td>
            <td>{series.bodyPart}</td>
            <td className="number">{series.instances}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
