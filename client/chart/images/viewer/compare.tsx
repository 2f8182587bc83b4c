/** Another study of the same chart beside the one that was opened: the one before, or any chosen. */
import { useEffect, useRef, useState } from 'react'
import type { ImageStudyRow } from '../../../../model/api/chart/image-studies.ts'
import { useWords } from '../../../language/language.tsx'
import { timeText } from '../../../parts/clinical-time.tsx'
import { Failure } from '../../../parts/failure.tsx'
import { GenerationChanged, type OpenChart } from '../../open-chart.tsx'
import { hasImages } from '../study-origin.ts'
import { showNamedImages } from './derived-stacks.ts'
import { readStudy } from './read-study.ts'
import { addStacks, compareWith, type Viewer } from './viewer-state.ts'
import type { ViewerWords } from './viewer-words.ts'

export interface Comparison {
  /** Studies with images, the opened one left out; newest first. */
  readonly studies: readonly ImageStudyRow[]
  readonly error: unknown
  readonly with: (studyUid: string) => void
  /** With the newest older study that shares a modality, else the newest older one. */
  readonly withNext: () => void
}

export function useComparison(
  chart: OpenChart,
  study: ImageStudyRow,
  studies: readonly ImageStudyRow[],
  viewer: Viewer | null,
): Comparison {
  const [error, setError] = useState<unknown>(null)
  const control = useRef<AbortController | null>(null)
  useEffect(() => () => control.current?.abort(), [])
  const others = studies.filter(
    (each) => hasImages(each) && each.studyUid !== study.studyUid && each.studyUid !== '',
  )
  const compare = (studyUid: string) => {
    const other = others.find((each) => each.studyUid === studyUid)
    if (other === undefined || viewer === null) return
    control.current?.abort()
    const asked = new AbortController()
    control.current = asked
    setError(null)
    addStudy(chart, other, viewer, asked.signal).catch((thrown: unknown) => {
      if (!asked.signal.aborted) setError(thrown)
    })
  }
  const withNext = () => {
    const { at } = study.studyAt
    // Of a study without a date nobody knows that it was before.
    const older = others.filter(({ studyAt }) => at !== null && (studyAt.at ?? at) < at)
    const alike = older.find(({ modalities }) =>
      modalities.some((modality) => study.modalities.includes(modality)),
    )
    const next = alike ?? older[0]
    if (next !== undefined) compare(next.studyUid)
  }
  return { studies: others, error, with: compare, withNext }
}

async function addStudy(
  chart: OpenChart,
  study: ImageStudyRow,
  viewer: Viewer,
  signal: AbortSignal,
): Promise<void> {
  const isThere = viewer.get().stacks.some((stack) => stack.study.studyUid === study.studyUid)
  if (!isThere) {
    addStacks(viewer, (await readStudy(chart, study, signal)).stacks)
  }
  compareWith(viewer, study.studyUid)
  if (!isThere) await showNamedImages(viewer, study.studyUid, signal)
}

export function CompareSelect({
  comparison,
  words,
}: {
  readonly comparison: Comparison
  readonly words: ViewerWords
}) {
  const { words: general } = useWords()
  if (comparison.studies.length === 0) return null
  return (
    <>
      <select
        aria-label={words.compare}
        value=""
        onChange={({ target }) => comparison.with(target.value)}
      >
        <option value="">{words.compareNone}</option>
        {comparison.studies.map((study) => (
          <option key={study.studyUid} value={study.studyUid}>
            {timeText(study.studyAt, 'day') || general.undated} {study.modalities.join('・')}{' '}
            {study.description}
          </option>
        ))}
      </select>
      {comparison.error instanceof GenerationChanged ? (
        <span role="alert">{general.chart.generationChanged}</span>
      ) : (
        comparison.error !== null && <Failure error={comparison.error} />
      )}
    </>
  )
}
