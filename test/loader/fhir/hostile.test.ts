/** Resources made to break their reader: each costs itself, and nothing of it reaches a record but text. */
import { describe, expect, it } from 'vitest'
import {
  all,
  bundle,
  CHART,
  expectRecords,
  only,
  PATIENT,
  readLines,
  readSource,
  SUBJECT,
} from './reading-door.ts'

const SOUND = {
  resourceType: 'Observation',
  status: 'final',
  code: { text: '尿酸' },
  valueString: '+',
  ...SUBJECT,
}

describe('words that name what every object has', () => {
  const WORDS = ['constructor', 'toString', '__proto__', 'hasOwnProperty', 'valueOf']

  it('are types that are not interpreted', () => {
    const lines = WORDS.map((resourceType) => ({ ...SOUND, resourceType }))
    const { parts } = readLines(...lines, SOUND)
    expect([parts.seen, parts.loaded, parts.notInterpreted]).toEqual([6, 1, 5])
  })

  it.each(WORDS)('are words without a meaning: %s', (word) => {
    const coded = { coding: [{ code: word, system: word }] }
    const read = readLines(
      { ...SOUND, category: [coded], interpretation: [coded] },
      {
        resourceType: 'ServiceRequest',
        status: 'active',
        intent: word,
        category: [coded],
        ...SUBJECT,
      },
      {
        resourceType: 'DocumentReference',
        status: 'current',
        type: coded,
        content: [],
        ...SUBJECT,
      },
    )
    // A function crosses no thread.
    expect(() => structuredClone(read.records)).not.toThrow()
    expect(only(read, 'observationGroup').category).toBe('other')
    expect(only(read, 'order').category).toBe('other')
    expect(only(read, 'documentPart').category).toBe('other')
  })
})

describe('nesting', () => {
  it('of Bundles without end costs its line', () => {
    const open = '{"resourceType":"Bundle","type":"collection","entry":[{"resource":'
    const line = `${open.repeat(5_000)}${JSON.stringify(SOUND)}${'}]}'.repeat(5_000)}`
    const { parts } = readLines(line, SOUND)
    expect([parts.loaded, parts.refused]).toEqual([1, 1])
    expect(parts.unread[0]?.reason).toBe('unparsable')
  })

  it('of what others refer to costs no stack', () => {
    const deep = `${'['.repeat(20_000)}${']'.repeat(20_000)}`
    const medication = `{"resourceType":"Medication","id":"m","code":{"text":"薬"},"ingredient":${deep}}`
    const order = {
      ...{ resourceType: 'MedicationRequest', status: 'active', intent: 'order', ...SUBJECT },
      medicationReference: { reference: 'Medication/m' },
    }
    const files = readSource({
      'a/Patient.ndjson': JSON.stringify(PATIENT),
      'a/Medication.ndjson': medication,
      'a/MedicationRequest.ndjson': JSON.stringify(order),
      'b/Medication.ndjson': medication,
    })
    const read = expectRecords(files.get('a/MedicationRequest.ndjson'))
    expect(only(read, 'medicationOrder').components[0]?.drug.display).toBe('薬')
  })
})

describe('a document of the Japanese exchange (JP-CLINS)', () => {
  const INSURANCE = {
    system: 'http://jpfhir.jp/fhir/clins/Idsystem/JP_Insurance_memberID',
    value: '00012345:あいう:187:05',
  }
  const referral = (identifier: readonly object[]) =>
    bundle('document', [
      {
        fullUrl: 'urn:uuid:c1',
        resource: {
          resourceType: 'Composition',
          id: 'c1',
          status: 'final',
          type: {
            coding: [{ system: 'http://loinc.org', code: '57133-1', display: '診療情報提供書' }],
          },
          subject: { reference: 'urn:uuid:p1' },
          date: '2024-05-03T09:00:00+09:00',
          title: '診療情報提供書',
          section: [
            {
              title: '構造情報',
              code: { coding: [{ code: '300' }] },
              section: [{ title: '紹介目的', text: { div: '<div>精査のお願い</div>' } }],
            },
          ],
        },
      },
      {
        fullUrl: 'urn:uuid:p1',
        resource: { ...PATIENT, id: 'p9', identifier },
      },
      {
        fullUrl: 'urn:uuid:a1',
        resource: {
          resourceType: 'AllergyIntolerance',
          id: 'a1',
          verificationStatus: { coding: [{ code: 'confirmed' }] },
          clinicalStatus: { coding: [{ code: 'active' }] },
          code: { text: 'セフェム系' },
          patient: { reference: 'urn:uuid:p1' },
        },
      },
    ])

  it('is its patient’s by the hospital’s number, its text and its facts', () => {
    const own = { system: 'urn:oid:1.2.392.100495.20.3.51.11310000000', value: CHART }
    const read = expectRecords(readSource({ 'r.json': referral([INSURANCE, own]) }).get('r.json'))
    expect(only(read, 'allergy')).toMatchObject({
      ...{ patientId: CHART, state: 'present', substance: { display: 'セフェム系' } },
    })
    const [part] = all(read, 'documentPart')
    expect(part).toMatchObject({ patientId: CHART, category: 'referral', title: '診療情報提供書' })
    expect(part?.text).toContain('精査のお願い')
  })

  it('never takes the insurance number for the hospital’s', () => {
    const read = expectRecords(readSource({ 'r.json': referral([INSURANCE]) }).get('r.json'))
    expect(only(read, 'patient').patientId).toBe('Patient/p9')
    expect(only(read, 'allergy').patientId).toBe('Patient/p9')
  })
})
