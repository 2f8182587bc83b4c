/**
 * What every address of the DICOMweb door begins with: the study of an opened chart, logged once a session before anything of it is sent. Its images are those of the backup and
 * of a surviving image server, each once, the backup's copy first.
 */
import type { ImageInstance, ImageSeries } from '../../model/api/images.ts'
import { countRejected } from '../../model/codes/rejection-notes.ts'
import { identityNote } from '../../model/image-identity.ts'
import { readImageOwner } from '../charts/image-owner.ts'
import { readImageStudies } from '../charts/image-studies.ts'
import { HttpProblem } from '../http-problem.ts'
import { type StudyFacts, studyFacts } from '../images/dicomweb/attributes.ts'
import { filesAway } from '../images/mounted-media.ts'
import type { OpenedStudies } from '../images/opened-studies.ts'
import { askFor, findInStudy } from '../images/pacs/ask.ts'
import { isUid } from '../images/pacs/dicom-json.ts'
import { mergeSeries } from '../images/pacs/merge-study.ts'
import { markRejected } from '../images/rejections.ts'
import { readStudyImages, type StudyImages } from '../images/study-images.ts'
import { warnOfIdentity, warnOfPacs, warnOfRejections } from './dicomweb-warnings.ts'
import type { AskedOfChart } from './signed-in.ts'

export interface OpenedStudy extends StudyImages {
  readonly facts: StudyFacts
  /** Names of images whose medium is away. */
  readonly away: ReadonlySet<string>
  /** Images of an image server that gave nothing may be missing. */
  readonly isPart: boolean
}

/** @throws HttpProblem 404; 503 where only the image server could have it, and it is away */
export async function openStudy(asked: AskedOfChart, opened: OpenedStudies): Promise<OpenedStudy> {
  const { session, generation, patient, request, log } = asked
  const study = String(request.params.study)
  const known = await inBackup(asked, study)
  if (known === null && (asked.services.pacs === null || !isUid(study))) {
    throw new HttpProblem('not-found')
  }
  const { patientId } = patient
  const detail = { study, generation: generation.facts.id, by: 'dicomweb' }
  opened.open({ session: session.key, patientId, study, generation: generation.facts.id }, () =>
    log({ action: 'images.open', patientId, detail }),
  )
  const found =
    request.params.instance === undefined
      ? await withPacs(asked, study, known)
      : withOneOfPacs(asked, study, known)
  const series = markRejected(generation, found.series)
  warnOfRejected(asked, series)
  return { ...found, series }
}

/** Of what is asked for: the study, a series or an instance of it. */
function warnOfRejected(asked: AskedOfChart, series: readonly ImageSeries[]): void {
  const { study, series: oneSeries, instance } = asked.request.params
  const instances = series
    .filter(({ seriesUid }) => oneSeries === undefined || seriesUid === oneSeries)
    .flatMap((each) => each.instances)
    .filter(({ sopInstanceUid }) => instance === undefined || sopInstanceUid === instance)
  warnOfRejections(asked, String(study), countRejected(instances))
}

async function inBackup(asked: AskedOfChart, study: string): Promise<OpenedStudy | null> {
  const { generation, patient } = asked
  const images = readStudyImages(generation, patient, study, asked.services.media)
  const rows = readImageStudies(generation, patient)
  const row = rows.find((each) => each.inBackup && each.studyUid === study)
  if (images === null || row === undefined) return null
  if (row.identityNote !== '') warnOfIdentity(asked, study)
  const away = await filesAway(images.mounted.values())
  return { facts: studyFacts(row), ...images, away, isPart: false }
}

const NOTHING: Omit<OpenedStudy, 'facts'> = {
  series: [],
  mounted: new Map(),
  away: new Set(),
  isPart: false,
}

async function withPacs(
  asked: AskedOfChart,
  study: string,
  known: OpenedStudy | null,
): Promise<OpenedStudy> {
  const { services, generation, patient } = asked
  const { patientIds, named } = readImageOwner(generation, patient)
  const { state, found } = await askFor(services.pacs, null, (pacs) =>
    findInStudy(pacs, patientIds, study, asked.givenUp),
  )
  const isPart = warnOfPacs(asked, state)
  if (found === null) {
    if (known !== null) return { ...known, isPart }
    throw new HttpProblem(isPart ? 'pacs-away' : 'not-found')
  }
  const { said, instances, facts } = found
  if (said !== undefined && identityNote(said, named) !== '') warnOfIdentity(asked, study)
  const { away, mounted, series: own } = known ?? NOTHING
  const series = mergeSeries(own, instances, away)
  const count = series.reduce((sum, each) => sum + each.instances.length, 0)
  return {
    facts: { ...(known?.facts ?? facts), series: series.length, instances: count },
    series,
    mounted,
    away,
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
    ({ sopInstanceUid: uid, instance }) =>
      uid === sopInstanceUid && instance !== '' && known?.away.has(instance) === false,
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
  return { ...(known ?? NOTHING), facts, series: [series], isPart: false }
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
    rejection: '',
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
