/** The file of one instance at the DICOMweb door, wherever it lies: in the blobs of the generation, on a mounted medium, or on a surviving image server. */
import { createHash } from 'node:crypto'
import type { ImageInstance } from '../../model/api/images.ts'
import { identityNote } from '../../model/image-identity.ts'
import { idKey } from '../../model/search-keys.ts'
import { readImageOwner } from '../charts/image-owner.ts'
import { readBlob, readBlobPart } from '../generations/read-blob.ts'
import { HttpProblem } from '../http-problem.ts'
import type { ByteRange } from '../images/byte-range.ts'
import { type ByteSource, inMemory, storedBytes } from '../images/dicomweb/byte-source.ts'
import { type MediumFile, readMediumFile } from '../images/mounted-media.ts'
import { PacsAway } from '../images/pacs/breaker.ts'
import { isUid } from '../images/pacs/dicom-json.ts'
import { UnfitInstance } from '../images/pacs/pacs.ts'
import type { FileSource } from '../images/rendering/rendering-messages.ts'
import type { OpenedStudy } from './dicomweb-study.ts'
import { warnOfIdentity } from './dicomweb-warnings.ts'
import type { AskedOfChart } from './signed-in.ts'

export interface InstanceFile {
  /** SHA-256 of the whole. */
  readonly tag: string
  readonly length: number
  /** For who reads it in another thread. */
  readonly source: FileSource
  /** @throws DamagedBlob; MediumAway */
  whole(): Promise<Uint8Array>
  /** @throws DamagedBlob; MediumAway */
  part(range: ByteRange): Promise<Uint8Array>
  /** @throws DamagedBlob, here or in reading; MediumAway */
  open(): Promise<ByteSource>
}

/** Whether the image server has to be asked for it (model/api/pacs.ts). */
export function isOfPacs({ instance }: Pick<ImageInstance, 'instance'>): boolean {
  return instance.includes('_')
}

/** @throws HttpProblem 404, 502, 503 of an image of the image server */
export async function fileOf(
  asked: AskedOfChart,
  { mounted }: OpenedStudy,
  found: ImageInstance,
): Promise<InstanceFile> {
  if (isOfPacs(found)) return fetched(await fromPacs(asked, found))
  const onMedium = mounted.get(found.instance)
  if (onMedium !== undefined) return leftOnMedium(onMedium)
  const { directory } = asked.generation
  const { instance, bytes } = found
  return {
    tag: instance,
    length: bytes,
    source: { directory, blob: instance, bytes },
    whole: () => readBlob(directory, instance, bytes),
    part: (range) => readBlobPart(directory, instance, bytes, range),
    open: () => storedBytes(directory, instance, bytes),
  }
}

/** Always read whole: only so its hash proves it. */
function leftOnMedium(medium: MediumFile): InstanceFile {
  const whole = () => readMediumFile(medium)
  return {
    tag: medium.sha256,
    length: medium.bytes,
    source: { medium },
    whole,
    part: async ({ first, last }) => (await whole()).subarray(first, last + 1),
    open: async () => inMemory(await whole()),
  }
}

function fetched(bytes: Uint8Array): InstanceFile {
  return {
    tag: createHash('sha256').update(bytes).digest('hex'),
    length: bytes.byteLength,
    source: { file: bytes },
    whole: async () => bytes,
    part: async ({ first, last }) => bytes.subarray(first, last + 1),
    open: async () => inMemory(bytes),
  }
}

/** Whose image it is, is told by the image: a study's UID alone opens nobody's chart. */
async function fromPacs(asked: AskedOfChart, { instance: name }: ImageInstance) {
  const { pacs } = asked.services
  const study = String(asked.request.params.study)
  const [series = '', instance = ''] = name.split('_')
  if (pacs === null || ![study, series, instance].every(isUid)) throw new HttpProblem('not-found')
  try {
    const found = await pacs.instance({ study, series, instance }, asked.givenUp)
    const { patientIds, named } = readImageOwner(asked.generation, asked.patient)
    if (found === null || !patientIds.map(idKey).includes(idKey(found.facts.patientId))) {
      throw new HttpProblem('not-found')
    }
    if (identityNote(found.facts, named) !== '') warnOfIdentity(asked, study)
    return found.bytes
  } catch (cause) {
    if (cause instanceof PacsAway) throw new HttpProblem('pacs-away', {}, { cause })
    if (cause instanceof UnfitInstance) throw new HttpProblem('pacs-unfit', {}, { cause })
    throw cause
  }
}
