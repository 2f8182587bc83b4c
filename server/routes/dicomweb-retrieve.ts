/**
 * WADO-RS: Part 10 files as they are stored, whatever transfer syntax is asked for (each names its own).
 * What is on a surviving image server instead comes from there. What is nowhere, on a medium that is away, or damaged since, is counted in a Warning header of a 206 (PS3.18 10.4.3): nothing is missing silently.
 */
import { randomUUID } from 'node:crypto'
import type { ImageInstance, ImageSeries } from '../../model/api/images.ts'
import { DamagedBlob } from '../generations/read-blob.ts'
import { HttpProblem } from '../http-problem.ts'
import { acceptsAny, wantsSinglePart } from '../images/dicomweb/media-types.ts'
import { type BodyPart, sendMultipart } from '../images/dicomweb/multipart.ts'
import { MediumAway } from '../images/mounted-media.ts'
import { sendDicom } from '../images/send-dicom.ts'
import { instanceOf, type OpenedStudy } from './dicomweb-study.ts'
import { warn } from './dicomweb-warnings.ts'
import { fileOf, type InstanceFile, isOfPacs } from './instance-file.ts'
import type { AskedOfChart } from './signed-in.ts'
import { orUnreadable } from './stored-bytes.ts'

const PART10 = 'application/dicom'

export async function sendInstance(asked: AskedOfChart, study: OpenedStudy): Promise<void> {
  const { request, response } = asked
  const found = instanceOf(asked, study)
  const accept = request.get('Accept')
  if (!acceptsAny(accept, [PART10])) throw new HttpProblem('not-acceptable')
  const file = await fileOf(asked, study, found)
  if (wantsSinglePart(accept)) {
    const read = (range: { first: number; last: number }) => orUnreadable(() => file.part(range))
    await sendDicom(request, response, { bytes: file.length, tag: file.tag, read })
    return
  }
  const tag = `"${file.tag}.multipart"`
  response.set('ETag', tag)
  if (request.get('If-None-Match') === tag) {
    response.status(304).end()
    return
  }
  const part = await orUnreadable(() => readPart(file, found))
  // The hash of the part can't stand in the part itself.
  await sendMultipart(response, { root: PART10, boundary: file.tag }, [part])
}

/** All instances of these series, each read once to know whether it is sound, and again as it is sent. */
export async function sendInstances(
  asked: AskedOfChart,
  study: OpenedStudy,
  series: readonly ImageSeries[],
): Promise<void> {
  const { request, response } = asked
  if (!acceptsAny(request.get('Accept'), [PART10])) throw new HttpProblem('not-acceptable')
  const all = series.flatMap(({ instances }) => instances)
  const stored = all.filter(({ instance }) => instance !== '')
  if (stored.length === 0) throw new HttpProblem('not-found')
  const { sound, damaged, away } = await readable(asked, study, stored)
  if (sound.length === 0) throw new HttpProblem(damaged > 0 ? 'document-damaged' : 'medium-away')
  if (sound.length < all.length) {
    const absent = all.length - stored.length
    const elsewhere = away === 0 ? '' : `, ${away} on a medium that is away`
    warn(
      asked,
      `${all.length - sound.length} of ${all.length} instances are not sent: ${absent} not in this backup, ${damaged} damaged${elsewhere}`,
    )
  }
  if (study.isPart || sound.length < all.length) response.status(206)
  const parts = async function* (): AsyncGenerator<BodyPart> {
    for (const each of sound) yield await readPart(await fileOf(asked, study, each), each)
  }
  await sendMultipart(response, { root: PART10, boundary: randomUUID() }, parts())
}

/** Those of an image server are taken for sound: one that fails later breaks the answer off. */
async function readable(
  asked: AskedOfChart,
  study: OpenedStudy,
  instances: readonly ImageInstance[],
) {
  const sound: ImageInstance[] = []
  let [damaged, away] = [0, 0]
  for (const each of instances) {
    try {
      if (!isOfPacs(each)) await (await fileOf(asked, study, each)).whole()
      sound.push(each)
    } catch (error) {
      if (error instanceof DamagedBlob) damaged += 1
      else if (error instanceof MediumAway) away += 1
      else throw error
    }
  }
  return { sound, damaged, away }
}

async function readPart(
  file: InstanceFile,
  { transferSyntaxUid }: ImageInstance,
): Promise<BodyPart> {
  const syntax = transferSyntaxUid === '' ? '' : `; transfer-syntax=${transferSyntaxUid}`
  return { contentType: PART10 + syntax, bytes: await file.whole() }
}
