/** Writes a patient's image studies: `dicom/<pid>/<study date>/<study>/<series>/<n>.dcm`. */
import { hl7Date, hl7Second } from '../calendar.ts'
import type { Chart, ImageStudy } from '../chart.ts'
import { HOSPITAL } from '../hospital.ts'
import type { Medium } from '../medium.ts'
import { createRandom } from '../random.ts'
import { type PlacedStudy, withShowcase } from './chest-showcase.ts'
import { type Element, encodePart10, type Part10 } from './part10.ts'
import { encodeName } from './person-name.ts'
import { type Instance, seriesOf } from './series.ts'

/** SOP Instance UIDs are the study's, the series', and a number. */
export function writeImages(medium: Medium, chart: Chart, seed: number): void {
  for (const study of chart.imageStudies) {
    const random = createRandom(seed, `image ${study.studyUid}`)
    const series = seriesOf(study, chart.index, random)
    for (const placed of withShowcase({ study, series }, random)) writeStudy(medium, chart, placed)
  }
}

function writeStudy(medium: Medium, chart: Chart, { study, series }: PlacedStudy): void {
  const folder = `dicom/${chart.person.id}/${hl7Date(study.at)}/${study.accession}`
  series.forEach(({ instances }, s) => {
    instances.forEach((instance, n) => {
      const file = part10(chart, study, {
        ...instance,
        seriesUid: `${study.studyUid}.${s + 1}`,
        seriesNumber: s + 1,
        number: n + 1,
      })
      medium.write(`${folder}/${s + 1}/${n + 1}.dcm`, encodePart10(file))
    })
  })
}

interface Placed extends Instance {
  readonly seriesUid: string
  readonly seriesNumber: number
  readonly number: number
}

function part10({ person }: Chart, study: ImageStudy, instance: Placed): Part10 {
  const name = encodeName(person, instance.nameStyle)
  const sopInstanceUid = `${instance.seriesUid}.${instance.number}`
  const date = hl7Date(study.at)
  const time = hl7Second(study.at).slice(8)
  const elements: Element[] = [
    [0x00080005, 'CS', name.characterSet],
    [0x00080008, 'CS', 'ORIGINAL\\PRIMARY'],
    [0x00080016, 'UI', instance.sopClassUid],
    [0x00080018, 'UI', sopInstanceUid],
    [0x00080020, 'DA', date],
    [0x00080021, 'DA', date],
    [0x00080023, 'DA', date],
    [0x00080030, 'TM', time],
    [0x00080033, 'TM', time],
    [0x00080050, 'SH', study.accession.slice(0, 16)],
    [0x00080060, 'CS', instance.modality],
    [0x00080070, 'LO', 'SANSHO DEMO'],
    [0x00080080, 'LO', 'SANSHO CITY GENERAL HOSPITAL'],
    [0x00080090, 'PN', ''],
    [0x00081010, 'SH', `${instance.modality}01`],
    [0x00081030, 'LO', instance.studyDescription],
    [0x0008103e, 'LO', instance.seriesDescription],
    [0x00100010, 'PN', name.bytes],
    [0x00100020, 'LO', person.id],
    [0x00100021, 'LO', HOSPITAL.facilityId],
    [0x00100030, 'DA', hl7Date(person.birth)],
    [0x00100040, 'CS', person.sex],
    [0x0020000d, 'UI', study.studyUid],
    [0x0020000e, 'UI', instance.seriesUid],
    [0x00200010, 'SH', study.accession.slice(-8)],
    [0x00200011, 'IS', String(instance.seriesNumber)],
    [0x00200013, 'IS', String(instance.number)],
    ...instance.elements,
  ]
  return { ...instance, sopInstanceUid, elements }
}
