/** CDA R2 documents as tests make them: a header, sections with narrative, entries. */

export interface DocumentParts {
  readonly id?: string
  readonly set?: string
  readonly version?: string
  readonly replaces?: string
  readonly kind?: string
  readonly written?: string
  readonly patient?: string
  readonly birth?: string
  readonly names?: string
  readonly confidentiality?: string
  readonly header?: string
  /** `component/structuredBody` content, or a whole `component`. */
  readonly sections?: readonly string[]
  readonly body?: string
  readonly encoding?: string
}

export const NAMES = '<name use="IDE"><family>山田</family><given>太郎</given></name>'

export function cdaDocument(parts: DocumentParts = {}): string {
  const {
    id = '1',
    set,
    version,
    replaces,
    kind = '18842-5',
    written = '20220503101500+0900',
  } = parts
  const { patient = '0000012345', birth = '19700101', names = NAMES, sections = [] } = parts
  const body =
    parts.body ??
    `<component><structuredBody>${sections.map((each) => `<component>${each}</component>`).join('')}</structuredBody></component>`
  return `<?xml version="1.0" encoding="${parts.encoding ?? 'UTF-8'}"?>
<ClinicalDocument xmlns="urn:hl7-org:v3" xmlns:sdtc="urn:hl7-org:sdtc" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
<typeId root="2.16.840.1.113883.1.3" extension="POCD_HD000040"/>
<id root="1.2.3" extension="${id}"/>
<code code="${kind}" codeSystem="2.16.840.1.113883.6.1" displayName="退院時サマリー"/>
<title>退院時サマリー</title>
<effectiveTime value="${written}"/>
<confidentialityCode code="${parts.confidentiality ?? 'N'}"/>
${set === undefined ? '' : `<setId root="1.2.4" extension="${set}"/>`}
${version === undefined ? '' : `<versionNumber value="${version}"/>`}
<recordTarget><patientRole><id root="1.2.392.100495.20.3.51.11310000000" extension="${patient}"/>
<patient>${names}<administrativeGenderCode code="M"/><birthTime value="${birth}"/></patient></patientRole></recordTarget>
<author><time value="${written}"/><assignedAuthor><id root="1" extension="d01"/><assignedPerson><name>鈴木 一郎</name></assignedPerson></assignedAuthor></author>
<custodian><assignedCustodian><representedCustodianOrganization><name>内科</name></representedCustodianOrganization></assignedCustodian></custodian>
${replaces === undefined ? '' : `<relatedDocument typeCode="RPLC"><parentDocument><id root="1.2.3" extension="${replaces}"/></parentDocument></relatedDocument>`}
${parts.header ?? ''}
${body}
</ClinicalDocument>
`
}

export function section(code: string, title: string, text: string, ...entries: string[]): string {
  const statements = entries.map((each) => `<entry>${each}</entry>`).join('')
  return `<section><code code="${code}" codeSystem="2.16.840.1.113883.6.1"/><title>${title}</title><text>${text}</text>${statements}</section>`
}

const template = (root: string) => `<templateId root="2.16.840.1.113883.10.20.22.4.${root}"/>`

export interface AllergyParts {
  readonly negated?: boolean
  /** Attributes of the value's element. */
  readonly kind?: string
  /** The agent's `code` element, '' = none. */
  readonly agent?: string
  readonly inside?: string
  readonly status?: string
  readonly ended?: string
}

export const PENICILLIN =
  '<code code="7980" codeSystem="2.16.840.1.113883.6.88" displayName="ペニシリン"/>'

export function allergy(parts: AllergyParts = {}): string {
  const { negated = false, agent = PENICILLIN, inside = '', status = 'active', ended } = parts
  const kind = parts.kind ?? 'code="419199007" displayName="Allergy to substance"'
  const high = ended === undefined ? '' : `<high value="${ended}"/>`
  return `<act classCode="ACT" moodCode="EVN">${template('30')}<statusCode code="${status}"/>
<entryRelationship typeCode="SUBJ"><observation classCode="OBS" moodCode="EVN"${negated ? ' negationInd="true"' : ''}>${template('7')}
<statusCode code="completed"/><effectiveTime><low value="201503"/>${high}</effectiveTime>
<value xsi:type="CD" codeSystem="2.16.840.1.113883.6.96" ${kind}/>
<participant typeCode="CSM"><participantRole><playingEntity>${agent}</playingEntity></participantRole></participant>
${inside}</observation></entryRelationship></act>`
}

export function problem(value: string, more = '', negated = false): string {
  return `<act classCode="ACT" moodCode="EVN">${template('3')}<statusCode code="active"/>
<entryRelationship typeCode="SUBJ"><observation classCode="OBS" moodCode="EVN"${negated ? ' negationInd="true"' : ''}>${template('4')}
<id root="9" extension="p1"/><statusCode code="completed"/><effectiveTime><low value="2019"/>${more}</effectiveTime>
<value xsi:type="CD" ${value}/></observation></entryRelationship></act>`
}

export function medication(parts: {
  readonly status?: string
  readonly drug?: string
  readonly times?: string
  readonly attributes?: string
  /** Behind the consumable. */
  readonly inside?: string
}): string {
  const {
    status = 'active',
    drug = '<code nullFlavor="UNK"><originalText><reference value="#m1"/></originalText></code>',
  } = parts
  const times =
    parts.times ??
    '<effectiveTime xsi:type="IVL_TS"><low value="20220401"/></effectiveTime><effectiveTime xsi:type="PIVL_TS" operator="A"><period value="8" unit="h"/></effectiveTime>'
  return `<substanceAdministration classCode="SBADM" moodCode="INT" ${parts.attributes ?? ''}>${template('16')}<id root="8" extension="m1"/><statusCode code="${status}"/>
${times}<routeCode code="C38288" displayName="経口"/><doseQuantity value="1" unit="錠"/>
<consumable><manufacturedProduct><manufacturedMaterial>${drug}</manufacturedMaterial></manufacturedProduct></consumable>${parts.inside ?? ''}</substanceAdministration>`
}

export function results(...observations: string[]): string {
  const components = observations.map((each) => `<component>${each}</component>`).join('')
  return `<organizer classCode="BATTERY" moodCode="EVN">${template('1')}<code code="57021-8" codeSystem="2.16.840.1.113883.6.1" displayName="生化学"/><statusCode code="completed"/>${components}</organizer>`
}

export function observation(item: string, value: string, more = '', status = 'completed'): string {
  return `<observation classCode="OBS" moodCode="EVN">${template('2')}<code code="${item}" codeSystem="2.16.840.1.113883.6.1" displayName="${item}"/><statusCode code="${status}"/>
<effectiveTime value="20220502083000+0900"/>${value}${more}</observation>`
}

export function immunization(vaccine: string, negated: boolean): string {
  return `<substanceAdministration classCode="SBADM" moodCode="EVN" negationInd="${negated}">${template('52')}<statusCode code="completed"/><effectiveTime value="20211101"/>
<consumable><manufacturedProduct><manufacturedMaterial><code code="88" codeSystem="2.16.840.1.113883.12.292" displayName="${vaccine}"/><lotNumberText>L1</lotNumberText></manufacturedMaterial></manufacturedProduct></consumable></substanceAdministration>`
}

export function procedure(name: string, mood = 'EVN', negated = false): string {
  return `<procedure classCode="PROC" moodCode="${mood}" negationInd="${negated}">${template('14')}<code code="1" displayName="${name}"/><statusCode code="completed"/><effectiveTime value="20200110"/></procedure>`
}
