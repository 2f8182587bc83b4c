/**
 * What the one patient with a chest CT brings besides: thin slices, a study of half a year before, measurements,
 * chosen images, a presentation state, and an electrocardiogram with its print.
 */
import { DAY } from '../calendar.ts'
import type { ImageStudy } from '../chart.ts'
import type { Random } from '../random.ts'
import { ctSeries, type Series } from './series.ts'
import {
  electrocardiogram,
  keyObjects,
  measurementReport,
  presentationState,
  printedEcg,
  type Target,
} from './without-pixels.ts'

const CT_IMAGE = '1.2.840.10008.5.1.4.1.1.2'
/** Thin slices have half the usual matrix, so that three hundred of them stay below 40 MB. */
export const THIN = { slices: 300, thickness: 1, size: 256 } as const
const BEFORE = { slices: 56, thickness: 5, size: 256 } as const
/** Of the thin slices: where the infiltrate is largest. */
const FINDING = [196, 204, 212] as const

export interface PlacedStudy {
  readonly study: ImageStudy
  readonly series: readonly Series[]
}

export function withShowcase({ study, series }: PlacedStudy, random: Random): PlacedStudy[] {
  if (study.kind !== 'ct-chest') return [{ study, series }]
  const thin = series.length + 1
  const targets = FINDING.map(
    (number): Target => ({
      seriesUid: `${study.studyUid}.${thin}`,
      sopClassUid: CT_IMAGE,
      sopInstanceUid: `${study.studyUid}.${thin}.${number}`,
    }),
  )
  const [, middle] = targets
  if (middle === undefined) return [{ study, series }]
  const about = [
    measurementReport(middle),
    keyObjects(targets),
    presentationState(middle, THIN.size),
  ].map((instance) => ({ instances: [instance] }))
  return [
    { study, series: [...series, ctSeries(study, random, THIN), ...about] },
    before(study, random),
    cardiogram(study, random),
  ]
}

function before(study: ImageStudy, random: Random): PlacedStudy {
  const earlier: ImageStudy = {
    ...study,
    studyUid: `${study.studyUid}.70`,
    accession: `P${study.accession.slice(1)}`,
    at: study.at - 182 * DAY,
    finding: '',
  }
  return { study: earlier, series: [ctSeries(earlier, random, BEFORE)] }
}

function cardiogram(study: ImageStudy, random: Random): PlacedStudy {
  const recorded: ImageStudy = {
    ...study,
    studyUid: `${study.studyUid}.80`,
    accession: `E${study.accession.slice(1)}`,
    at: study.at - 45,
  }
  const series = [electrocardiogram(random), printedEcg()].map((instance) => ({
    instances: [instance],
  }))
  return { study: recorded, series }
}
