/**
 * What every address of the DICOMweb door begins with: the study of an opened chart, logged once a session before anything of it is sent. Its images are those of the backup and
 * of a surviving image server, each once, the backup's copy first.
 */
import type { ImageInstance, ImageSeries } from '../../model/api/images.ts'
import { identityNote } from '../../model/image-identity.ts'
import { readImageOwner } from '../charts/image-owner.ts'
import { readImageStudies } from '../charts/image-studies.ts'
import { DamagedBlob } from '../generations/read-blob.ts'
import { HttpProblem } from '../http-problem.ts'
import { type StudyFacts, studyFacts } from '../images/dicomweb/attributes.ts'
import type { OpenedStudies } from '../images/opened-studies.ts'
import { askFor, findInStudy } from '../images/pacs/ask.ts'
import { isUid } from '../images/pacs/dicom-json.ts'
import { mergeSeries, storedInstances } from '../images/pacs/merge-study.ts'
import { readStudyImages } from '../images/study-images.ts'
import { warnOfIdentity, warnOfPacs } from './dicomweb-warnings.ts'
import type { AskedOfChart } from './signed-in.ts'

export interface OpenedStudy {
  readonly facts: StudyFacts
  readonly series: readonly ImageSeries[]
  /** Images of an image server that gave nothing may be missing. */
  readonly isPart: boolean
}

/** @throws HttpProblem 404; 503 where only the image server could have it, and it is away */
export async function openStudy(asked: AskedOfChart, opened: OpenedStudies): Promise<OpenedStudy> {
  const { session, generation, patient, request, log } = asked
  const study = String(request.params.study)
  const known = inBackup(asked, study)
  if (known === null && (asked.services.pacs === null || !isUid(study))) {
    throw new HttpProblem('not-found')
  }
  const { patientId } = patient
  const detail = { study, generation: generation.facts.id, by: 'dicomweb' }
  opened.open({ session: session.key, patientId, study, generation: generation.facts.id }, () =>
    log({ action: 'images.open', patientId, detail }),
  )
  return request.params.instance === undefined
    ? withPacs(asked, study, known)
    : withOneOfPacs(asked, study, known)
}

function inBackup(asked: AskedOfChart, study: string): OpenedStudy | null {
  const { generation, patient } = asked
  const series = readStudyImages(generation, patient, study)
  const rows = readImageStudies(generation, patient)
  const row = rows.find((each) => each.inBackup && each.studyUid === study)
  if (series === null || row === undefined) return null
  if (row.identityNote !== '') warnOfIdentity(asked, study)
  return { facts: studyFacts(row), series, isPart: false }
}

async function withPacs(
  asked: AskedOfChart,
  study: string,
  known: OpenedStudy | null,
): Promise<OpenedStudy> {
  const { services, generation, patient } = asked
  const { patientIds, named } = readImageOwner(generation, patient)
  const { state, found } = await askFor(services.pacs, null, (pacs) =>
    findInStudy(pacs, patientIds, study),
  )
  const isPart = warnOfPacs(asked, state)
  if (found === null) {
    if (known !== null) return { ...known, isPart }
    throw new HttpProblem(isPart ? 'pacs-away' : 'not-found')
  }
  const { said, instances, facts } = found
  if (said !== undefined && identityNote(said, named) !== '') warnOfIdentity(asked, study)
  const stored = storedInstances(generation, patient).get(study) ?? new Set<string>()
  const series = mergeSeries(known?.series ?? [], instances, stored)
  const count = series.reduce((sum, each) => sum + each.instances.length, 0)
  return {
    facts: { ...(known?.facts ?? facts), series: series.length, instances: count },
    series,
    isPart,
  }
}

/** For an image of the backup the image server is not asked; for another one its list is not: the image says whose it is. */
function withOneOfPacs(
  { request, services }: AskedOfChart,
  study: string,
  known: OpenedStudy | null,
): OpenedStudy {
  const [seriesUid, sopInstanceUid] = [
    String(request.params.series),
    String(request.params.instance),
  ]
  const own = known?.series.find((each) => each.seriesUid === seriesUid)
  const isStored = own?.instances.some(
    (each) => each.sopInstanceUid === sopInstanceUid && each.instance !== '',
  )
  const canAsk = services.pacs !== null && [seriesUid, sopInstanceUid].every(isUid)
  if (known !== null && (isStored || !canAsk)) return known
  if (!canAsk) throw new HttpProblem('not-found')
  const facts = known?.facts ?? {
    studyUid: study,
    studyAt: { at: null, text: '' },
    description: '',
    modalities: [],
    accession: '',
    series: null,
    instances: null,
  }
  const others = own?.instances.filter((each) => each.sopInstanceUid !== sopInstanceUid) ?? []
  const series = {
    ...(own ?? { seriesUid, modality: '', number: null, description: '', bodyPart: '' }),
    instances: [...others, ofPacs(seriesUid, sopInstanceUid)],
  }
  return { facts, series: [series], isPart: false }
}

function ofPacs(seriesUid: string, sopInstanceUid: string): ImageInstance {
  return {
    instance: `${seriesUid}_${sopInstanceUid}`,
    sopInstanceUid,
    number: null,
    frames: 1,
    rows: 0,
    columns: 0,
    bytes: 0,
    frameOfReferenceUid: '',
    plane: [],
    transferSyntaxUid: '',
    sopClassUid: '',
  }
}

/** @throws HttpProblem 404 */
export function seriesOf({ request }: AskedOfChart, study: OpenedStudy): ImageSeries {
  const found = study.series.find(({ seriesUid }) => seriesUid === request.params.series)
  if (found === undefined) throw new HttpProblem('not-found')
  return found
}

/** @throws HttpProblem 404, also where the pixels are not in the backup */
export function instanceOf(asked: AskedOfChart, study: OpenedStudy): ImageInstance {
  const found = seriesOf(asked, study).instances.find(
    ({ sopInstanceUid, instance }) =>
      sopInstanceUid === asked.request.params.instance && instance !== '',
  )
  if (found === undefined) throw new HttpProblem('not-found')
  return found
}

/** @throws HttpProblem 500 where the bytes are damaged */
export async function orDamaged<Bytes>(read: () => Promise<Bytes>): Promise<Bytes> {
  try {
    return await read()
  } catch (cause) {
    if (cause instanceof DamagedBlob) throw new HttpProblem('document-damaged', {}, { cause })
    throw cause
  }
}
