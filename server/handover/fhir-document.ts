/**
 * A handover as one FHIR R4 document (documents.html): a Bundle whose first entry is the Composition, with every resource it
 * refers to, the documents' own bytes, and where it all came from. Written piece by piece: the bytes may be many.
 */
import { createHash, randomUUID } from 'node:crypto'
import type {
  BundleEntry,
  Composition,
  CompositionSection,
  DocumentReference,
  Provenance,
  Resource,
} from '@medplum/fhirtypes'
import { type FhirChart, type Lazy, metaOf, type Naming } from '../fhir/chart.ts'
import { dateTimeOf } from '../fhir/datatypes.ts'
import { documentResources } from '../fhir/document-reference.ts'
import { gapResources } from '../fhir/gap.ts'
import { allergyStateTexts, asOfText } from '../fhir/gaps.ts'
import { patientResource } from '../fhir/patient.ts'
import { type ChartType, resourcesOf } from '../fhir/resources.ts'
import { scheduledResources } from '../fhir/service-request.ts'
import { readBlob } from '../generations/read-blob.ts'
import type { ArchiveFile } from './encrypted-zip.ts'
import type { Handover } from './facts.ts'
import { medicationsBody } from './folder.ts'
import type { Making } from './making.ts'
import { html, type Markup } from './markup.ts'
import { missingBlock } from './missing.ts'
import { otherFacts } from './other-facts.ts'
import { procedureTable } from './procedures.ts'
import {
  allergyBlock,
  documentTable,
  encounterTable,
  problemTable,
  resultTable,
  studyTable,
} from './tables.ts'

const AUTHOR = '参照 Sansho (read-only view of an EHR backup)'
const LOINC = 'http://loinc.org'
const XHTML = 'http://www.w3.org/1999/xhtml'

const README = `参照 Sansho: 患者の引継ぎ資料（FHIR R4） / handover of a patient's record as FHIR R4

bundle.json は FHIR R4 の文書（Bundle、type = document）です。最初の Composition の「欠落」の節を必ず読んでください。
bundle.json is a FHIR R4 document (Bundle of type document). Read the section "What is missing" of its Composition.
`

/** The files of a handover as FHIR. */
export async function* fhirFiles(making: Making): AsyncGenerator<ArchiveFile> {
  yield { name: 'README.txt', content: [Buffer.from(README)] }
  yield { name: 'bundle.json', content: bundleOf(making) }
}

async function* bundleOf({ handover, at, restricted }: Making): AsyncGenerator<Uint8Array> {
  const { generation, patient } = handover
  const naming = documentNaming(generation.facts.id, patient.patientId)
  const chart: FhirChart = { generation, patient, naming, restricted }
  const head = {
    resourceType: 'Bundle',
    meta: metaOf(chart),
    identifier: { system: 'urn:ietf:rfc:3986', value: `urn:uuid:${randomUUID()}` },
    type: 'document',
    timestamp: at.toISOString(),
  }
  yield Buffer.from(`${JSON.stringify(head).slice(0, -1)},"entry":[`)
  let comma = ''
  for await (const resource of resourcesIn(chart, handover, at)) {
    const entry: BundleEntry = { fullUrl: `urn:uuid:${resource.id}`, resource }
    yield Buffer.from(`${comma}${JSON.stringify(entry)}`)
    comma = ',\n'
  }
  yield Buffer.from(']}\n')
}

/**
 * Logical ids of the document: UUIDs that stay the same for one fact of one generation, and are no other patient's: a receiver may
 * take in many documents.
 */
function documentNaming(generation: string, patientId: string): Naming {
  const id = (type: string, local: string) => {
    const named = JSON.stringify([generation, patientId, type, local])
    const hash = createHash('sha256').update(named).digest('hex')
    // A UUID of one's own making is version 8 (RFC 9562 5.8).
    return `${hash.slice(0, 8)}-${hash.slice(8, 12)}-8${hash.slice(13, 16)}-8${hash.slice(17, 20)}-${hash.slice(20, 32)}`
  }
  return { id, reference: (type, local) => `urn:uuid:${id(type, local)}` }
}

async function* resourcesIn(
  chart: FhirChart,
  handover: Handover,
  at: Date,
): AsyncGenerator<Resource> {
  const found: Found = {
    AllergyIntolerance: resourcesOf(chart, 'AllergyIntolerance'),
    MedicationRequest: resourcesOf(chart, 'MedicationRequest'),
    MedicationAdministration: resourcesOf(chart, 'MedicationAdministration'),
    MedicationDispense: resourcesOf(chart, 'MedicationDispense'),
    Immunization: resourcesOf(chart, 'Immunization'),
    Procedure: resourcesOf(chart, 'Procedure'),
    Condition: resourcesOf(chart, 'Condition'),
    Observation: resourcesOf(chart, 'Observation'),
    Encounter: resourcesOf(chart, 'Encounter'),
    ImagingStudy: resourcesOf(chart, 'ImagingStudy'),
  }
  const documents = documentResources(chart, () => ({}))
  const gaps = gapResources(chart)
  const scheduled = scheduledResources(chart, handover.scheduled)
  const composition = compositionOf(chart, handover, { found, documents, gaps, scheduled, at })
  yield composition
  yield patientResource(chart)
  yield provenanceOf(chart, handover, { target: String(composition.id), at })
  yield* gaps
  yield* scheduled
  for (const { make } of Object.values(found).flat()) yield make()
  for (const { document, make } of documents)
    yield await withBytes(handover, document.document, make())
}

/** All but the documents, which carry their bytes. */
type Listed = Exclude<ChartType, 'DocumentReference'>
type Found = Readonly<Record<Listed, readonly Lazy<Resource>[]>>

async function withBytes(
  { generation, documents, damaged }: Handover,
  name: string,
  reference: DocumentReference,
): Promise<DocumentReference> {
  const stored = documents.find(({ row }) => row.document === name)?.stored ?? null
  const content: DocumentReference['content'] = []
  for (const [at, each] of reference.content.entries()) {
    const part = stored?.parts[at]
    if (part === undefined) content.push(each)
    else if (damaged.has(part.blob)) {
      const title = `${part.name}（壊れている / damaged: left out）`
      content.push({ attachment: { ...each.attachment, title } })
    } else {
      const bytes = await readBlob(generation.directory, part.blob, part.bytes)
      const data = Buffer.from(bytes).toString('base64')
      content.push({ attachment: { ...each.attachment, ...(data === '' ? {} : { data }) } })
    }
  }
  return { ...reference, content }
}

interface Parts {
  readonly found: Found
  readonly documents: readonly Lazy<Resource>[]
  readonly gaps: readonly { readonly id: string }[]
  readonly scheduled: readonly { readonly id: string }[]
  readonly at: Date
}

function compositionOf(
  chart: FhirChart,
  handover: Handover,
  { found, documents, gaps, scheduled, at }: Parts,
): Composition {
  const section = (
    title: string,
    code: string,
    body: Markup,
    entries: readonly { id: string }[] = [],
  ): CompositionSection => ({
    title,
    ...(code === '' ? {} : { code: { coding: [{ system: LOINC, code }] } }),
    text: { status: 'generated', div: html`<div xmlns="${XHTML}">${body}</div>`.markup },
    ...(entries.length === 0
      ? {}
      : { entry: entries.map(({ id }) => ({ reference: `urn:uuid:${id}` })) }),
  })
  const allergies = section(
    'アレルギー / Allergies',
    '48765-2',
    allergyBlock(handover),
    found.AllergyIntolerance,
  )
  const { asOf } = chart.generation.facts
  const end = dateTimeOf({ at: asOf, text: asOf })
  return {
    resourceType: 'Composition',
    id: chart.naming.id('Composition', at.toISOString()),
    meta: metaOf(chart),
    ...(chart.restricted ? { confidentiality: 'R' } : {}),
    status: 'final',
    type: { coding: [{ system: LOINC, code: '60591-5', display: 'Patient summary Document' }] },
    subject: { reference: chart.naming.reference('Patient', '') },
    date: at.toISOString(),
    // The record is covered until then, and no later.
    ...(end === undefined ? {} : { event: [{ period: { end } }] }),
    author: [{ display: AUTHOR }],
    title: `診療情報の引継ぎ / Handover of a patient's record — ${asOfText(handover.provenance)}`,
    section: [
      section(
        '欠落しているもの / What is missing in this record',
        '',
        missingBlock(handover, 'fhir'),
        gaps,
      ),
      found.AllergyIntolerance.length === 0
        ? { ...allergies, emptyReason: emptyReason(chart, handover) }
        : allergies,
      section(
        '血液型・感染症・予定 / Blood type, infections, scheduled',
        '',
        otherFacts(handover),
        scheduled,
      ),
      section('薬剤 / Medications', '10160-0', medicationsBody(handover), [
        ...found.MedicationRequest,
        ...found.MedicationAdministration,
        ...found.MedicationDispense,
        ...found.Immunization,
      ]),
      section('病名 / Problems', '11450-4', problemTable(handover), found.Condition),
      section('手術・処置 / Procedures', '47519-4', procedureTable(handover), found.Procedure),
      section(
        '検査・バイタル / Results',
        '30954-2',
        resultTable(handover.measurements),
        found.Observation,
      ),
      section('受診・入退院 / Encounters', '46240-8', encounterTable(handover), found.Encounter),
      section('文書 / Documents', '', documentTable(handover), documents),
      section('画像検査 / Imaging studies', '', studyTable(handover), found.ImagingStudy),
    ],
  }
}

/** An empty list of allergies is never left to be read as "none". */
function emptyReason(
  chart: FhirChart,
  { allergyState }: Handover,
): CompositionSection['emptyReason'] {
  const system = 'http://terminology.hl7.org/CodeSystem/list-empty-reason'
  const text = allergyStateTexts(chart).join('。')
  return allergyState === 'unreadable'
    ? { coding: [{ system, code: 'unavailable' }], text }
    : { text }
}

function provenanceOf(
  chart: FhirChart,
  { provenance }: Handover,
  { target, at }: { target: string; at: Date },
): Provenance {
  return {
    resourceType: 'Provenance',
    id: chart.naming.id('Provenance', target),
    meta: metaOf(chart),
    target: [{ reference: `urn:uuid:${target}` }],
    recorded: at.toISOString(),
    agent: [{ who: { display: AUTHOR } }],
    entity: provenance.sources.map(({ label, asOf, asOfBasis }) => ({
      role: 'source',
      what: { display: `${label} · ${asOf} 時点 / as of ${asOf} (${asOfBasis})` },
    })),
  }
}
