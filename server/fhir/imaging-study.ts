/** FHIR R4 ImagingStudy: studies whose images are in the backup, and those that only an order or a report names. */
import { createHash } from 'node:crypto'
import type { ImagingStudy } from '@medplum/fhirtypes'
import type { ImageStudyRow } from '../../model/api/chart/image-studies.ts'
import { rejectionSentence } from '../../model/codes/rejection-notes.ts'
import { readImageStudies } from '../charts/image-studies.ts'
import { type FhirChart, type Lazy, metaOf, subjectOf } from './chart.ts'
import { timed } from './datatypes.ts'

const DCM = 'http://dicom.nema.org/resources/ontology/DCM'
const ACCESSION = { system: 'http://terminology.hl7.org/CodeSystem/v2-0203', code: 'ACSN' }

export function imagingResources(chart: FhirChart): Lazy<ImagingStudy>[] {
  return readImageStudies(chart.generation, chart.patient).map((study) => {
    const name = createHash('sha256').update(study.studyUid).digest('hex').slice(0, 16)
    const id = chart.naming.id('ImagingStudy', name)
    return { id, make: () => imagingResource(chart, id, study) }
  })
}

function imagingResource(chart: FhirChart, id: string, study: ImageStudyRow): ImagingStudy {
  const note = notesOf(study)
  return {
    resourceType: 'ImagingStudy',
    id,
    meta: metaOf(chart),
    identifier: [
      { system: 'urn:dicom:uid', value: `urn:oid:${study.studyUid}` },
      ...(study.accession === ''
        ? []
        : [{ type: { coding: [ACCESSION] }, value: study.accession }]),
    ],
    // Of a study that is only named, nobody can say here whether its images still exist.
    status: study.inBackup ? 'available' : 'unknown',
    ...unlessEmpty(
      'modality',
      study.modalities.map((code) => ({ system: DCM, code })),
    ),
    subject: subjectOf(chart),
    ...timed('started', study.studyAt),
    ...(study.inBackup ? countsOf(study) : {}),
    ...(study.description === '' ? {} : { description: study.description }),
    ...(note.length === 0 ? {} : { note: note.map((text) => ({ text })) }),
    ...unlessEmpty(
      'series',
      study.series.map((series) => ({
        uid: series.seriesUid,
        ...(series.number === null || series.number < 0 ? {} : { number: series.number }),
        modality: { system: DCM, code: series.modality || 'OT' },
        ...(series.description === '' ? {} : { description: series.description }),
        numberOfInstances: series.instances,
        ...(series.bodyPart === '' ? {} : { bodySite: { display: series.bodyPart } }),
      })),
    ),
  }
}

/** FHIR has no empty arrays (R4, section 2.6.2). */
function unlessEmpty(name: 'modality' | 'series', values: readonly unknown[]) {
  return values.length === 0 ? {} : { [name]: values }
}

function countsOf({ series }: ImageStudyRow) {
  const instances = series.reduce((sum, each) => sum + each.instances, 0)
  return { numberOfSeries: series.length, numberOfInstances: instances }
}

function notesOf(study: ImageStudyRow): string[] {
  return [
    study.inBackup ? '' : '画像はこのバックアップにない / the images are not in this backup',
    study.identityNote === ''
      ? ''
      : `注意: 画像の氏名・生年月日がカルテと一致しない / CAUTION: the images name another person: ${study.identityNote}`,
    ...study.rejections.map(
      (each) =>
        `注意: ${rejectionSentence(each, 'ja')} / CAUTION: ${rejectionSentence(each, 'en')}`,
    ),
  ].filter((text) => text !== '')
}
