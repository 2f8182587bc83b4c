import { describe, expect, it } from 'vitest'
import { ssmix2 } from '../../../loader/formats/ssmix2/format.ts'
import { jis, MSH, PATIENT, PID, parse, parseBytes, pathOf } from './hl7-builder.ts'

const VISIT = [MSH('ADT^A04'), PID, 'PV1|1|O|01^^^^^C']

describe('a path of the standardized storage', () => {
  for (const root of ['', 'std', '/backup/2022/STD01', 'a/b/c/d/e'])
    it(`is found below ${root === '' ? 'the source itself' : root}`, () => {
      const path = pathOf('OML-11', { root }).replace(/^\//, '')
      expect(ssmix2.claim(path)).toMatchObject({
        patientId: PATIENT,
        dataType: 'OML-11',
        date: '2022-04-01',
      })
    })

  for (const [flag, standing] of [
    ['1', 'current'],
    ['2', 'superseded'],
    ['0', 'deleted'],
  ] as const)
    it(`with condition flag ${flag} is ${standing}`, () => {
      expect(ssmix2.claim(pathOf('OML-11', { flag }))?.standing).toBe(standing)
    })

  it('may end in .txt', () => {
    expect(ssmix2.claim(`${pathOf('OML-11', { flag: '2' })}.txt`)?.standing).toBe('superseded')
  })

  it('gives versions of one order one key, whatever their time and department', () => {
    const path = pathOf('OML-11')
    const newer = path.replace('20220401090000000_01', '20220402100000000_062')
    const [a, b] = [ssmix2.claim(path), ssmix2.claim(newer)]
    expect(a?.versionKey).toBe(b?.versionKey)
    expect((a?.versionTime ?? '') < (b?.versionTime ?? '')).toBe(true)
  })

  for (const type of ['ADT-42', 'PPR-01', 'ADT-61', 'ADT-12'])
    it(`lets no ${type} without an order number supersede another`, () => {
      expect(ssmix2.claim(pathOf(type, { order: '999999999999999' }))?.versionKey).toBe('')
    })

  it('lets the newest patient master win', () => {
    expect(
      ssmix2.claim(pathOf('ADT-00', { date: '-', order: '999999999999999' }))?.versionKey,
    ).not.toBe('')
  })

  for (const [path, why] of [
    ['readme.txt', 'too short'],
    ['std/001/241/0012417394/2022/OML-11/x', 'no date folder'],
    ['001/241/0012417394/-/^経過記録^^11506-3^経過記録^LN/c/main.xml', 'extended storage'],
  ] as const)
    it(`is not claimed when it is ${why}`, () => expect(ssmix2.claim(path)).toBeNull())

  it('of a patient id shorter than six characters keeps the id of its folder', () => {
    const path = '123/45/12345/20220401/ADT-12/12345_20220401_ADT-12_1_20220401090000000_-_1'
    expect(ssmix2.claim(path)?.patientId).toBe('12345')
  })
})

describe('a file name that cannot be trusted', () => {
  const path = pathOf('ADT-12')
  for (const [wrong, why] of [
    [path.replace(/\/0012417394_/, '/0099999999_'), 'another patient'],
    [path.replace(/_20220401_/, '_20220402_'), 'another date'],
    [path.replace(/_ADT-12_/, '_ADT-22_'), 'another type'],
    [path.replace(/_1$/, '_7'), 'an unknown condition flag'],
    [path.replace(/_1$/, '_1.locked'), 'a foreign extension'],
    [path.replace('001/241/', '001/999/'), 'a foreign group folder'],
  ] as const)
    it(`because of ${why} puts the file in quarantine under its folder's patient`, () => {
      const facts = ssmix2.claim(wrong)
      if (facts === null) throw new Error('not claimed')
      expect(facts).toMatchObject({ patientId: PATIENT, versionKey: '' })
      expect(ssmix2.parse(jis(VISIT.join('\r')), wrong, facts)).toMatchObject({
        outcome: 'quarantined',
        refusal: 'path-mismatch',
      })
    })

  it('that only pads the patient id is believed', () => {
    const padded = path.replace(/\/0012417394_/, '/12417394_')
    const facts = ssmix2.claim(padded)
    if (facts === null) throw new Error('not claimed')
    expect(ssmix2.parse(jis(VISIT.join('\r')), padded, facts).outcome).toBe('records')
  })
})

describe('a whole file', () => {
  const random = new Uint8Array(4096).map((_, i) => (Math.imul(i + 1, 2654435761) >>> 13) & 0xff)
  const quarantines: readonly (readonly [string, string, Uint8Array, string])[] = [
    ['without a byte', 'ADT-12', new Uint8Array(0), 'empty'],
    ['of zeros', 'ADT-12', new Uint8Array(512), 'zero-filled'],
    ['of random bytes', 'ADT-12', random, 'encrypted'],
    ['of random bytes and of unknown type', 'XYZ-99', random, 'encrypted'],
    ['of plain words', 'ADT-12', jis('こんにちは'), 'unparsable'],
    [
      'whose tail was overwritten',
      'ADT-12',
      Buffer.concat([jis(VISIT.join('\r')), random]),
      'encrypted',
    ],
    [
      'that ends in a segment name',
      'OML-11',
      jis([MSH('OUL^R22'), PID, 'OBR|1', 'OB'].join('\r')),
      'truncated',
    ],
    [
      'of laboratory results without an OBR',
      'OML-11',
      jis([MSH('OUL^R22'), PID, 'SPM|1'].join('\r')),
      'truncated',
    ],
    [
      'of a prescription without a drug',
      'OMP-01',
      jis([MSH('RDE^O11'), PID, 'ORC|NW|1'].join('\r')),
      'truncated',
    ],
    [
      'without a PID where one is required',
      'ADT-12',
      jis([MSH('ADT^A04'), 'PV1|1|O'].join('\r')),
      'truncated',
    ],
  ]
  for (const [what, type, bytes, refusal] of quarantines)
    it(`${what} is put in quarantine as ${refusal}`, () => {
      expect(parseBytes(type, bytes)).toMatchObject({ outcome: 'quarantined', refusal })
    })

  it('of another patient than its folder is put in quarantine and names that patient', () => {
    const foreign = [MSH('ADT^A04'), PID.replace(PATIENT, '0009999013'), 'PV1|1|O']
    expect(parse('ADT-12', foreign)).toMatchObject({
      refusal: 'identity-mismatch',
      otherPatientId: '0009999013',
    })
  })

  for (const id of ['12417394', '０012417394', 'X^^^^PI~0012417394^^^^PI'])
    it(`whose PID-3 is ${id} is its folder's patient's`, () => {
      expect(parse('ADT-12', [MSH('ADT^A04'), PID.replace(PATIENT, id), 'PV1|1|O']).outcome).toBe(
        'records',
      )
    })

  it('of laboratory results without PID is filed by its folder, and says so', () => {
    const parsed = parse('OML-11', [
      MSH('OUL^R22'),
      'SPM|1',
      'OBR|1',
      'OBX|1|NM|3A010^総蛋白^JC10||6.1||||||F',
    ])
    expect(parsed).toMatchObject({ problems: [{ where: 'PID' }], mention: null })
  })

  it('of an unknown type is present but not interpreted', () => {
    expect(parse('ADT-02', VISIT).outcome).toBe('notInterpreted')
  })

  it('left behind by a desktop is ignored', () => {
    const path = `std/001/241/${PATIENT}/20220401/ADT-12/Thumbs.db`
    const facts = ssmix2.claim(path)
    if (facts === null) throw new Error('not claimed')
    expect(ssmix2.parse(new Uint8Array([1]), path, facts).outcome).toBe('ignored')
  })
})
