/**
 * WADO-RS: Part 10 files as they are stored in the backup, whatever transfer syntax is asked for (each names its own).
 * What is not in the backup, or damaged since, is counted in a Warning header of a 206 (PS3.18 10.4.3): nothing is missing silently.
 */
import { randomUUID } from 'node:crypto'
import type { ImageInstance, ImageSeries } from '../../model/api/images.ts'
import { DamagedBlob, readBlob, readBlobPart } from '../generations/read-blob.ts'
import { HttpProblem } from '../http-problem.ts'
import { acceptsAny, wantsSinglePart } from '../images/dicomweb/media-types.ts'
import { type BodyPart, sendMultipart } from '../images/dicomweb/multipart.ts'
import { sendDicom } from '../images/send-dicom.ts'
import { type OpenedStudy, orDamaged, storedInstanceOf, warn } from './dicomweb-study.ts'
import type { AskedOfChart } from './signed-in.ts'

const PART10 = 'application/dicom'

export async function sendInstance(asked: AskedOfChart, study: OpenedStudy): Promise<void> {
  const { generation, request, response } = asked
  const found = storedInstanceOf(asked, study)
  const { instance, bytes } = found
  const accept = request.get('Accept')
  if (!acceptsAny(accept, [PART10])) throw new HttpProblem('not-acceptable')
  if (wantsSinglePart(accept)) {
    const read = (range: { first: number; last: number }) =>
      orDamaged(() => readBlobPart(generation.directory, instance, bytes, range))
    await sendDicom(request, response, { bytes, tag: instance, read })
    return
  }
  const tag = `"${instance}.multipart"`
  response.set('ETag', tag)
  if (request.get('If-None-Match') === tag) {
    response.status(304).end()
    return
  }
  const part = await orDamaged(() => readPart(generation.directory, found))
  // The hash of the part can't stand in the part itself.
  await sendMultipart(response, { root: PART10, boundary: instance }, [part])
}

/** All instances of these series, each read once to know whether it is sound, and again as it is sent. */
export async function sendInstances(
  asked: AskedOfChart,
  series: readonly ImageSeries[],
): Promise<void> {
  const { generation, request, response } = asked
  if (!acceptsAny(request.get('Accept'), [PART10])) throw new HttpProblem('not-acceptable')
  const all = series.flatMap(({ instances }) => instances)
  const stored = all.filter(({ instance }) => instance !== '')
  if (stored.length === 0) throw new HttpProblem('not-found')
  const sound = await soundOnes(generation.directory, stored)
  if (sound.length === 0) throw new HttpProblem('document-damaged')
  if (sound.length < all.length) {
    const absent = all.length - stored.length
    const damaged = stored.length - sound.length
    warn(
      asked,
      `${absent + damaged} of ${all.length} instances are not sent: ${absent} not in this backup, ${damaged} damaged`,
    )
    response.status(206)
  }
  const parts = async function* (): AsyncGenerator<BodyPart> {
    for (const each of sound) yield await readPart(generation.directory, each)
  }
  await sendMultipart(response, { root: PART10, boundary: randomUUID() }, parts())
}

async function soundOnes(directory: string, instances: readonly ImageInstance[]) {
  const sound: ImageInstance[] = []
  for (const each of instances) {
    try {
      await readBlob(directory, each.instance, each.bytes)
      sound.push(each)
    } catch (error) {
      if (!(error instanceof DamagedBlob)) throw error
    }
  }
  return sound
}

async function readPart(directory: string, found: ImageInstance): Promise<BodyPart> {
  const { instance, bytes, transferSyntaxUid } = found
  return {
    contentType: `${PART10}; transfer-syntax=${transferSyntaxUid}`,
    bytes: await readBlob(directory, instance, bytes),
  }
}
