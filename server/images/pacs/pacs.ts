/** Studies, series and instances of a surviving image server, by QIDO-RS and WADO-RS (DICOM PS3.18 10.6, 10.4). */
import type { PacsStudy } from '../../../model/api/pacs.ts'
import { idKey } from '../../../model/search-keys.ts'
import { PacsAway } from './breaker.ts'
import type { PacsConnection } from './connection.ts'
import { type Elements, integerOf, isUid, momentOf, readDataSets } from './dicom-json.ts'
import { type Part10Facts, readBeginning, readPart10 } from './part10.ts'

/** What the server says of a study of this patient. */
export interface FoundStudy extends Omit<PacsStudy, 'instancesInBackup' | 'identityNote'> {
  readonly birthAt: string | null
}

export interface FoundStudies {
  readonly studies: FoundStudy[]
  readonly otherPatients: number
}

export interface FoundInstance {
  readonly seriesUid: string
  readonly modality: string
  readonly seriesNumber: number | null
  readonly description: string
  readonly bodyPart: string
  readonly sopInstanceUid: string
  readonly sopClassUid: string
  readonly transferSyntaxUid: string
  readonly number: number | null
  readonly frames: number
  readonly rows: number
  readonly columns: number
  readonly frameOfReferenceUid: string
  /** As model/api/images.ts has it. */
  readonly plane: number[]
}

export interface InstancePath {
  readonly study: string
  readonly series: string
  readonly instance: string
}

/** What is asked is broken off with the signal's reason when nobody waits for it any more. */
export interface ImageServer {
  /** @param patientIds every id this hospital has given the person @throws PacsAway */
  studiesOf(patientIds: readonly string[], signal: AbortSignal): Promise<FoundStudies>
  /** @throws PacsAway */
  instancesOf(study: string, signal: AbortSignal): Promise<FoundInstance[]>
  /**
   * The bytes and what they say of themselves; null = not there.
   * @param begun told the latter as soon as enough has come
   * @throws PacsAway; UnfitInstance when it is not the image that was asked for
   */
  instance(
    path: InstancePath,
    signal: AbortSignal,
    begun?: (facts: Part10Facts) => void,
  ): Promise<FoundFile | null>
}

export interface Pacs extends ImageServer {
  /** What an image says of itself, without waiting for its pixels; null = not there. @throws as `instance` does */
  facts(path: InstancePath, signal: AbortSignal): Promise<Part10Facts | null>
}

export interface FoundFile {
  readonly bytes: Buffer
  readonly facts: Part10Facts
}

/** The server sent something else than the image that was asked for. */
export class UnfitInstance extends Error {}

const PAGE = 100
const MOST_PAGES = 50

const STUDY_FIELDS = [
  '00080020',
  '00080030',
  '00080050',
  '00080061',
  '00081030',
  '00100020',
  '00100030',
  '0020000D',
  '00201206',
  '00201208',
]
const SERIES_FIELDS = ['00080060', '0008103E', '00180015', '0020000E', '00200011']
const INSTANCE_FIELDS = [
  '00080016',
  '00080018',
  '00083002',
  '0020000E',
  '00200013',
  '00200032',
  '00200037',
  '00200052',
  '00280008',
  '00280010',
  '00280011',
]

export function makePacs(connection: PacsConnection): ImageServer {
  /** Every page; a server that knows no pages repeats itself, and nothing new ends the asking. */
  async function query(
    path: string,
    fields: readonly string[],
    key: string,
    signal: AbortSignal,
    match: readonly (readonly [string, string])[] = [],
  ): Promise<Elements[]> {
    const found = new Map<string, Elements>()
    const include = fields.map((field) => ['includefield', field] as const)
    for (let page = 0; page < MOST_PAGES; page += 1) {
      const window = [
        ['limit', String(PAGE)],
        ['offset', String(page * PAGE)],
      ] as const
      const asked = [...match, ...include, ...window]
      const sets = readDataSets(await connection.json(path, asked, signal))
      const before = found.size
      for (const set of sets) {
        const [uid = ''] = set(key)
        if (isUid(uid) && !found.has(uid)) found.set(uid, set)
      }
      if (sets.length < PAGE || found.size === before) break
    }
    return [...found.values()]
  }

  return {
    async studiesOf(patientIds, signal) {
      const own = new Set(patientIds.map(idKey))
      const answers = await Promise.all(
        spellings(patientIds).map((id) =>
          query('/studies', STUDY_FIELDS, '0020000D', signal, [['PatientID', id]]),
        ),
      )
      const unique = new Map(answers.flat().map((set) => [set('0020000D')[0] ?? '', set]))
      const sets = [...unique.values()]
      const ofPerson = sets.filter((set) => own.has(idKey(set('00100020')[0] ?? '')))
      return {
        studies: ofPerson.map(asStudy).sort((a, b) => newestFirst(a.studyAt.at, b.studyAt.at)),
        otherPatients: sets.length - ofPerson.length,
      }
    },

    async instancesOf(study, signal) {
      if (!isUid(study)) return []
      const path = `/studies/${study}`
      const [series, instances] = await Promise.all([
        query(`${path}/series`, SERIES_FIELDS, '0020000E', signal),
        query(`${path}/instances`, INSTANCE_FIELDS, '00080018', signal),
      ])
      const bySeries = new Map(series.map((set) => [set('0020000E')[0], set]))
      return instances.flatMap((set) => {
        const [seriesUid = ''] = set('0020000E')
        return isUid(seriesUid) ? [asInstance(set, seriesUid, bySeries.get(seriesUid))] : []
      })
    },

    async instance({ study, series, instance }, signal, begun) {
      if (![study, series, instance].every(isUid)) return null
      const path = `/studies/${study}/series/${series}/instances/${instance}`
      const isAsked = (facts: Part10Facts) =>
        facts.sopInstanceUid === instance && facts.studyUid === study
      const bytes = await connection.part10(path, signal, (beginning) => {
        const facts = readBeginning(beginning)
        if (facts !== null && isAsked(facts)) begun?.(facts)
        return facts !== null
      })
      if (bytes === null) return null
      const facts = readPart10(bytes)
      if (facts === null) throw new UnfitInstance('not a readable Part 10 file')
      if (!isAsked(facts)) throw new UnfitInstance('another image than the one asked for')
      return { bytes, facts }
    },
  }
}

/**
 * An id as it is written, and without leading zeros: image servers often keep it short. Wildcards and lists of QIDO-RS
 * (PS3.4 C.2.2.2) never go out: they would ask for other people.
 */
function spellings(patientIds: readonly string[]): string[] {
  const all = patientIds.flatMap((id) => [id, id.replace(/^0+(?=.)/, '')])
  return [...new Set(all)].filter((id) => id !== '' && !/[*?\\,]/.test(id))
}

function asStudy(set: Elements): FoundStudy {
  const first = (tag: string) => set(tag)[0] ?? ''
  const [date, time] = [first('00080020'), first('00080030')]
  return {
    studyUid: first('0020000D'),
    studyAt: { at: momentOf(date, time), text: date + time },
    description: first('00081030'),
    modalities: set('00080061').filter((modality) => modality !== ''),
    accession: first('00080050'),
    series: integerOf(first('00201206')),
    instances: integerOf(first('00201208')),
    birthAt: momentOf(first('00100030'), ''),
  }
}

function asInstance(set: Elements, seriesUid: string, series: Elements | undefined): FoundInstance {
  const first = (tag: string) => set(tag)[0] ?? ''
  const ofSeries = (tag: string) => series?.(tag)[0] ?? ''
  return {
    seriesUid,
    modality: ofSeries('00080060'),
    seriesNumber: integerOf(ofSeries('00200011')),
    description: ofSeries('0008103E'),
    bodyPart: ofSeries('00180015'),
    sopInstanceUid: first('00080018'),
    sopClassUid: first('00080016'),
    transferSyntaxUid: first('00083002'),
    number: integerOf(first('00200013')),
    frames: Math.max(1, integerOf(first('00280008')) ?? 1),
    rows: integerOf(first('00280010')) ?? 0,
    columns: integerOf(first('00280011')) ?? 0,
    frameOfReferenceUid: first('00200052'),
    plane: planeOf(set),
  }
}

/** Nine numbers, or none. */
function planeOf(set: Elements): number[] {
  const plane = [...set('00200037'), ...set('00200032')].map(Number)
  return plane.length === 9 && plane.every(Number.isFinite) ? plane : []
}

function newestFirst(a: string | null, b: string | null): number {
  return (b ?? '').localeCompare(a ?? '')
}

/** How the API names why nothing came. Anything but PacsAway is the caller's error and passes through. */
export function stateOf(error: unknown): PacsAway['why'] {
  if (error instanceof PacsAway) return error.why
  throw error
}
