/** Clinical documents as CDA R2 in UTF-8 (HL7 CDA R2; header as Japanese discharge summaries use it). */
import { hl7Date, hl7Second, type Minute } from '../calendar.ts'
import type { Person, Setting } from '../events.ts'
import { DEPARTMENTS, HOSPITAL } from '../hospital.ts'

/** A section: paragraphs, or a table whose first row is its head. */
export interface Section {
  readonly title: string
  readonly text: string | readonly (readonly string[])[]
}

export interface CdaDocument {
  readonly code: string
  readonly typeName: string
  readonly title: string
  readonly at: Minute
  readonly key: string
  readonly setting: Setting
  readonly sections: readonly Section[]
  /** File beside the document that the text refers to, '' for none. */
  readonly image?: string
}

const OID = '1.2.392.200119.6.99999'

export function cda(person: Person, doc: CdaDocument): Uint8Array {
  const xml = `<?xml version="1.0" encoding="UTF-8"?>
<?xml-stylesheet type="text/xsl" href="style.xsl"?>
<ClinicalDocument xmlns="urn:hl7-org:v3" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
  <typeId root="2.16.840.1.113883.1.3" extension="POCD_HD000040"/>
  <id root="${OID}.1" extension="${doc.key}"/>
  <code code="${doc.code}" codeSystem="2.16.840.1.113883.6.1" codeSystemName="LOINC" displayName="${xmlText(doc.typeName)}"/>
  <title>${xmlText(doc.title)}</title>
  <effectiveTime value="${hl7Second(doc.at)}+0900"/>
  <confidentialityCode code="N" codeSystem="2.16.840.1.113883.5.25"/>
  <languageCode code="ja-JP"/>
${recordTarget(person)}
${author(doc)}
  <custodian><assignedCustodian><representedCustodianOrganization><id root="${OID}.2" extension="${HOSPITAL.facilityId}"/><name>${HOSPITAL.name}</name></representedCustodianOrganization></assignedCustodian></custodian>
  <component>
    <structuredBody>
${doc.sections.map(section).join('\n')}${doc.image ? `\n${multimedia(doc.image)}` : ''}
    </structuredBody>
  </component>
</ClinicalDocument>
`
  return new TextEncoder().encode(xml)
}

function recordTarget(person: Person): string {
  return `  <recordTarget>
    <patientRole>
      <id root="${OID}.3" extension="${person.id}"/>
      <patient>
        <name use="IDE"><family>${xmlText(person.family)}</family><given>${xmlText(person.given)}</given></name>
        <name use="SYL"><family>${xmlText(person.familyKana)}</family><given>${xmlText(person.givenKana)}</given></name>
        <administrativeGenderCode code="${person.sex}" codeSystem="2.16.840.1.113883.5.1"/>
        <birthTime value="${hl7Date(person.birth)}"/>
      </patient>
    </patientRole>
  </recordTarget>`
}

function author({ at, setting }: CdaDocument): string {
  const { doctor } = setting
  return `  <author>
    <time value="${hl7Second(at)}+0900"/>
    <assignedAuthor>
      <id root="${OID}.4" extension="${doctor.code}"/>
      <assignedPerson><name><family>${doctor.family}</family><given>${doctor.given}</given></name></assignedPerson>
      <representedOrganization><id root="${OID}.5" extension="${DEPARTMENTS[setting.department].code}"/><name>${DEPARTMENTS[setting.department].name}</name></representedOrganization>
    </assignedAuthor>
  </author>`
}

function section({ title, text }: Section): string {
  const body =
    typeof text === 'string'
      ? text
          .split('\n')
          .map((line) => `<paragraph>${xmlText(line)}</paragraph>`)
          .join('')
      : table(text)
  return `      <component><section><title>${xmlText(title)}</title><text>${body}</text></section></component>`
}

function table(rows: readonly (readonly string[])[]): string {
  const [head = [], ...body] = rows
  const cells = (row: readonly string[], tag: string) =>
    `<tr>${row.map((cell) => `<${tag}>${xmlText(cell)}</${tag}>`).join('')}</tr>`
  return `<table border="1"><thead>${cells(head, 'th')}</thead><tbody>${body.map((row) => cells(row, 'td')).join('')}</tbody></table>`
}

function multimedia(image: string): string {
  return `      <component><section><title>シェーマ</title><text><renderMultiMedia referencedObject="IMG1"/></text><entry><observationMedia classCode="OBS" moodCode="EVN" ID="IMG1"><value mediaType="image/jpeg"><reference value="${xmlText(image)}"/></value></observationMedia></entry></section></component>`
}

/** Text for XML and HTML. */
export function xmlText(text: string): string {
  return text
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/>/g, '&gt;')
    .replace(/"/g, '&quot;')
}
