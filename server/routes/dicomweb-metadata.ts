/**
 * WADO-RS metadata (PS3.18 10.4.1.1.2): every element of the files but their large values, as DICOM JSON. An instance whose file is not in the backup,
 * on a medium that is away, damaged or no data set is told by what the index knows of it, and counted in a Warning header.
 */
import type { ImageInstance, ImageSeries } from '../../model/api/images.ts'
import { DamagedBlob } from '../generations/read-blob.ts'
import { HttpProblem } from '../http-problem.ts'
import { instanceSet, seriesSet, studySet } from '../images/dicomweb/attributes.ts'
import { toJson } from '../images/dicomweb/data-set-json.ts'
import { NotADataSet } from '../images/dicomweb/data-set-reader.ts'
import { acceptsAny } from '../images/dicomweb/media-types.ts'
import { openPart10 } from '../images/dicomweb/part10.ts'
import { MediumAway } from '../images/mounted-media.ts'
import type { OpenedStudy } from './dicomweb-study.ts'
import { warn } from './dicomweb-warnings.ts'
import { fileOf } from './instance-file.ts'
import type { AskedOfChart } from './signed-in.ts'

export const DICOM_JSON = ['application/dicom+json', 'application/json']

export async function sendMetadata(
  asked: AskedOfChart,
  study: OpenedStudy,
  series: readonly ImageSeries[],
): Promise<void> {
  const { request, response } = asked
  if (!acceptsAny(request.get('Accept'), DICOM_JSON)) throw new HttpProblem('not-acceptable')
  const { facts } = study
  const sets: string[] = []
  let withoutFile = 0
  for (const each of series) {
    for (const instance of each.instances) {
      const whole = await metadataOf(asked, study, each, instance)
      if (whole === null) withoutFile += 1
      const known = whole ?? {
        ...studySet(facts),
        ...seriesSet(facts.studyUid, each),
        ...instanceSet(study, each.seriesUid, instance),
      }
      sets.push(JSON.stringify(known))
    }
  }
  if (withoutFile > 0) {
    warn(
      asked,
      `${withoutFile} of ${sets.length} instances have no readable file: only their index entry is told`,
    )
  }
  response.set('Content-Type', 'application/dicom+json')
  response.end(`[${sets.join(',')}]`)
}

/** null = the file can't be read. */
async function metadataOf(
  asked: AskedOfChart,
  opened: OpenedStudy,
  { seriesUid }: ImageSeries,
  found: ImageInstance,
) {
  const { request } = asked
  const { instance, sopInstanceUid } = found
  if (instance === '') return null
  const { chart, study } = request.params
  const base = `${request.protocol}://${request.get('Host')}/api/charts/${chart}/dicomweb`
  const place = `${base}/studies/${study}/series/${seriesUid}/instances/${sopInstanceUid}/bulkdata`
  try {
    const part10 = await openPart10(await (await fileOf(asked, opened, found)).open())
    const { dataSet, head, littleEndian } = part10
    return toJson(dataSet, head, { littleEndian, bulkData: (path) => `${place}/${path}` })
  } catch (error) {
    if (error instanceof DamagedBlob || error instanceof MediumAway) return null
    if (error instanceof NotADataSet) return null
    if (error instanceof HttpProblem && isLeftOut(error)) return null
    throw error
  }
}

/** One image that the image server does not give takes the others' metadata from nobody; asked for alone it is not invented. */
function isLeftOut({ code }: HttpProblem): boolean {
  return code === 'pacs-away' || code === 'pacs-unfit'
}
