/** What QIDO-RS answers of studies, series and instances, as DICOM JSON (DICOM PS3.18 10.6.3, annex F). */
import type { ImageStudyRow } from '../../../model/api/chart/image-studies.ts'
import type { ImageInstance, ImageSeries } from '../../../model/api/images.ts'

type Value = string | number
type Attribute = { readonly vr: string; readonly Value?: readonly Value[] }
export type DataSet = Readonly<Record<string, Attribute>>

/** An absent value stands as an attribute without Value: present, and empty. */
function attribute(vr: string, values: readonly (Value | null | undefined)[]): Attribute {
  const known = values.filter((value) => value !== null && value !== undefined && value !== '')
  return known.length === 0 ? { vr } : { vr, Value: known as Value[] }
}

export interface StudyFacts
  extends Pick<ImageStudyRow, 'studyUid' | 'studyAt' | 'description' | 'modalities' | 'accession'> {
  /** null = not known. */
  readonly series: number | null
  readonly instances: number | null
}

export function studyFacts({ series, ...study }: ImageStudyRow): StudyFacts {
  const instances = series.reduce((sum, each) => sum + each.instances, 0)
  return { ...study, series: series.length, instances }
}

export function studySet(study: StudyFacts): DataSet {
  const at = study.studyAt.at ?? ''
  return {
    '00080005': attribute('CS', ['ISO_IR 192']),
    '00080020': attribute('DA', [at.length >= 10 ? at.slice(0, 10).replaceAll('-', '') : '']),
    '00080030': attribute('TM', [at.slice(11).replaceAll(':', '')]),
    '00080050': attribute('SH', [study.accession]),
    '00080061': attribute('CS', study.modalities),
    '00081030': attribute('LO', [study.description]),
    '0020000D': attribute('UI', [study.studyUid]),
    '00201206': attribute('IS', [study.series]),
    '00201208': attribute('IS', [study.instances]),
  }
}

export function seriesSet(study: string, series: ImageSeries): DataSet {
  return {
    '00080005': attribute('CS', ['ISO_IR 192']),
    '00080060': attribute('CS', [series.modality]),
    '0008103E': attribute('LO', [series.description]),
    '00180015': attribute('CS', [series.bodyPart]),
    '0020000D': attribute('UI', [study]),
    '0020000E': attribute('UI', [series.seriesUid]),
    '00200011': attribute('IS', [series.number]),
    '00201209': attribute('IS', [series.instances.length]),
  }
}

/**
 * Pixels that were not copied from the backup are listed with their Instance Availability (0008,0056; PS3.3 C.4.23.1.1), never left out: ONLINE from a mounted
 * medium, OFFLINE while that is away, UNAVAILABLE where nothing is mounted.
 * @param away names of images whose medium is away
 */
export function instanceSet(
  { facts, away }: { readonly facts: StudyFacts; readonly away: ReadonlySet<string> },
  series: string,
  instance: ImageInstance,
): DataSet {
  const name = instance.instance
  const availability = name === '' ? 'UNAVAILABLE' : away.has(name) ? 'OFFLINE' : 'ONLINE'
  return {
    '00080016': attribute('UI', [instance.sopClassUid]),
    '00080018': attribute('UI', [instance.sopInstanceUid]),
    '00080056': attribute('CS', [availability]),
    '00083002': attribute('UI', [instance.transferSyntaxUid]),
    '0020000D': attribute('UI', [facts.studyUid]),
    '0020000E': attribute('UI', [series]),
    '00200013': attribute('IS', [instance.number]),
    '00280008': attribute('IS', [instance.frames]),
    '00280010': attribute('US', [instance.rows]),
    '00280011': attribute('US', [instance.columns]),
  }
}
