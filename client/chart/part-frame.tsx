/** What each part of a chart shows while it is read, when it fails, and above its content. */
import type { ReactNode } from 'react'
import type { Area, Gap } from '../../model/api/common.ts'
import { useWords } from '../language/language.tsx'
import { Failure } from '../parts/failure.tsx'
import { GapNotice } from '../parts/gap-notice.tsx'
import { GenerationChanged, usePart } from './open-chart.tsx'

interface PartFrameProps<T> {
  /** The rest of the part's path: `labs`. */
  readonly of: string
  /** Areas whose gaps are said on top; none when the part tells all gaps itself. */
  readonly areas: readonly Area[]
  readonly children: (part: T) => ReactNode
}

export function PartFrame<T extends { generation: string; patientGaps: Gap[] }>({
  of,
  areas,
  children,
}: PartFrameProps<T>) {
  const { words } = useWords()
  const { part, error, retry } = usePart<T>(of)
  if (error instanceof GenerationChanged) {
    return (
      <div className="failure" role="alert">
        <p>{words.chart.generationChanged}</p>
      </div>
    )
  }
  if (error !== null) return <Failure error={error} retry={retry} />
  if (part === null) {
    return (
      <p className="waiting" role="status">
        {words.reading}
      </p>
    )
  }
  return (
    <>
      {areas.length > 0 && <GapNotice gaps={part.patientGaps} areas={areas} />}
      {children(part)}
    </>
  )
}
