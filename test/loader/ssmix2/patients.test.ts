import { describe, expect, it } from 'vitest'
import { MSH, PATIENT, PID, parse, recordsOf, understood } from './hl7-builder.ts'

const HEAD = [MSH('ADT^A08'), 'EVN||20220401']
const master = (...segments: string[]) => {
  const parsed = understood(parse('ADT-00', [...HEAD, ...segments], { date: '-' }))
  const patient = parsed.records.find((record) => record.kind === 'patient')
  if (patient === undefined) throw new Error('no patient')
  return { ...parsed, patient }
}
const obx = (code: string, type: string, value: string, unit = '', status = 'F') =>
  `OBX|1|${type}|${code}^x^JC10||${value}|${unit}|||||${status}`

describe('the patient master', () => {
  it('gives names, birth date, sex, address, telephone and contacts', () => {
    const pid = `PID|1||${PATIENT}||仮林^正^^^^^L^I~カリハヤシ^タダシ^^^^^L^P||19421103|M|||^^^^321-2411^JPN^H^栃木県日光市1||^PRN^PH^^^^^^^^^099-1~090-2|^WPN^PH^^^^^^^^^099-3`
    const { patient, mention } = master(pid, 'NK1|1|仮林^花子^^^^^L^I|SPO^配偶者^HL70063||099-5')
    expect(mention).toBeNull()
    expect(patient).toMatchObject({
      authority: 'master',
      identifiers: [{ value: PATIENT, use: 'current' }],
      names: [
        { representation: 'I', family: '仮林', given: '正' },
        { representation: 'P', family: 'カリハヤシ', given: 'タダシ' },
      ],
      birthDate: { at: '1942-11-03' },
      sex: 'M',
      deceased: null,
      address: '321-2411 栃木県日光市1',
      phones: ['099-1', '090-2', '099-3'],
      contacts: [{ name: '仮林 花子', relation: '配偶者', phone: '099-5' }],
    })
  })

  it('keeps every address, and every number of a contact', () => {
    const { patient } = master(
      `PID|1||${PATIENT}||仮^太郎||||||^^^^321-2411^^H^栃木県日光市1~^^^^100-0001^^B^東京都千代田区1~^^^^321-2411^^H^栃木県日光市1`,
      'NK1|1|仮^花子|SPO^配偶者^HL70063||099-5~090-6|099-7',
    )
    expect(patient.address).toBe('321-2411 栃木県日光市1、100-0001 東京都千代田区1')
    expect(patient.contacts[0]?.phone).toBe('099-5、090-6、099-7')
  })

  it('tells kanji from kana by script when the name type is one caret off', () => {
    const { patient } = master(`PID|1||${PATIENT}||カリ^タロウ^^^^L^P~仮^太郎^^^^L^I`)
    expect(patient.names.map((name) => name.representation)).toEqual(['P', 'I'])
  })

  for (const fields of ['M|19470515', '|M|19470515'])
    it(`whose birth date and sex are shifted (${fields}) gives both and says so`, () => {
      const { patient, problems } = master(`PID|1||${PATIENT}||仮^太郎||${fields}`)
      expect(patient).toMatchObject({ birthDate: { at: '1947-05-15' }, sex: 'M' })
      expect(problems).toMatchObject([{ where: expect.stringMatching(/^PID-[89]$/) }])
    })

  it('keeps a birth date that is not understood as text', () => {
    const { patient, problems } = master(`PID|1||${PATIENT}||仮^太郎||明治20年|M`)
    expect(patient.birthDate).toEqual({ text: '明治20年', at: null })
    expect(problems).toMatchObject([{ where: 'PID-7' }])
  })

  for (const [code, rh] of [
    ['+^Rh+^JSHR002', '+'],
    ['Rh+^+^JSHR002', '+'],
    ['-^Rh(-)^JSHR002', '-'],
    ['1^陽性^99X', '+'],
  ])
    it(`reads Rh ${rh} from ${code}`, () => {
      expect(master(PID, obx('5H020000001999911', 'CWE', code ?? '')).patient.bloodRh).toBe(rh)
    })

  for (const code of ['AB^AB^JSHR002', '4^AB型^99X', 'AB'])
    it(`reads blood type AB from ${code}`, () => {
      expect(master(PID, obx('5H010009199911', 'CWE', code)).patient.bloodAbo).toBe('AB')
    })

  it('shows every blood type that it states when they contradict, and says so', () => {
    const { patient, problems } = master(PID, obx('5H010', 'ST', 'A'), obx('5H010', 'ST', 'B'))
    expect(patient.bloodAbo).toBe('A / B')
    expect(problems).toMatchObject([{ where: 'OBX[1]-5' }, { where: 'OBX[2]-5' }])
  })

  it('does not use a blood type that was marked wrong', () => {
    expect(
      master(PID, obx('5H010', 'ST', 'A', '', 'W'), obx('5H010', 'ST', 'B')).patient.bloodAbo,
    ).toBe('B')
  })

  it('gives height and weight as written, with units', () => {
    const { patient } = master(
      PID,
      obx('9N001', 'NM', '172.0', 'cm'),
      obx('9N006', 'NM', '67.4', 'kg'),
    )
    expect(patient).toMatchObject({
      height: { text: '172.0', unit: { display: 'cm' } },
      weight: { text: '67.4', unit: { display: 'kg' } },
    })
  })

  it('does not lose an observation of another kind', () => {
    const { records } = master(PID, obx('5F016141002302311', 'ST', '陰性'))
    expect(records).toContainEqual(
      expect.objectContaining({
        kind: 'observationGroup',
        results: [expect.objectContaining({ text: '陰性' })],
      }),
    )
  })

  for (const [fields, deceased] of [
    ['20220301|Y', { at: { text: '20220301', at: '2022-03-01' } }],
    ['|Y', { at: null }],
    ['|N', null],
  ] as const)
    it(`with PID-29|30 ${fields} ${deceased === null ? 'does not say the patient died' : 'says the patient died'}`, () => {
      expect(master(`${PID}${'|'.repeat(21)}${fields}`).patient.deceased).toEqual(deceased)
    })

  it('states a merge by MRG and keeps the prior id', () => {
    const { records, patient } = master(PID, 'MRG|0000000042')
    expect(records).toContainEqual({
      kind: 'patientMerge',
      patientId: '0000000042',
      survivingId: PATIENT,
    })
    expect(patient.identifiers).toContainEqual({ value: '0000000042', system: '', use: 'prior' })
  })

  it('keeps a second id of the same kind as prior and one of another authority as current', () => {
    const pid = PID.replace(PATIENT, `${PATIENT}^^^^PI~0000000042^^^^PI~555^^^別病院^PI`)
    expect(master(pid).patient.identifiers.map(({ value, use }) => [value, use])).toEqual([
      [PATIENT, 'current'],
      ['0000000042', 'prior'],
      ['555', 'current'],
    ])
  })

  it('that is deleted by A23 gives no patient of authority, and says so', () => {
    const parsed = understood(parse('ADT-00', [MSH('ADT^A23'), PID], { date: '-' }))
    expect(parsed).toMatchObject({
      records: [],
      mention: { authority: 'mention' },
      problems: [{ where: 'MSH-9' }],
    })
  })
})

describe('another message', () => {
  const visit = (pid: string) =>
    understood(
      parse('ADT-12', [
        MSH('ADT^A04'),
        pid,
        'PV1|1|O||||||||||||||||||||||||||||||||||||||||||20220401',
      ]),
    )

  it('mentions the patient, the same object for the same line', () => {
    expect(visit(PID).mention).toMatchObject({ authority: 'mention', sex: 'F' })
    expect(visit(PID).mention).toBe(visit(PID).mention)
  })

  it('reports a demographic problem each time it is repeated', () => {
    const odd = PID.replace('19421103', '19421399')
    expect(visit(odd).problems).toHaveLength(1)
    expect(visit(odd).problems).toHaveLength(1)
  })
})

describe('allergies', () => {
  const iam = (rest: string) =>
    recordsOf('allergy', 'ADT-61', [MSH('ADT^A60'), PID, `IAM|1|${rest}`])[0]

  it('of the list carry severity, reaction, action, onset, report and clinical status', () => {
    expect(
      iam(
        'DA^薬物アレルギー^HL70127|A01^ペニシリン^99X|SV^重度^HL70128|発疹~呼吸困難|A^追加^HL70323|||||19800401|小学校低学年の頃|20220301||||C^確認済^HL70438',
      ),
    ).toMatchObject({
      state: 'present',
      origin: 'list',
      category: { display: '薬物アレルギー' },
      substance: { display: 'ペニシリン' },
      severity: { display: '重度' },
      reaction: '発疹\n呼吸困難',
      action: 'A',
      onset: { at: '1980-04-01' },
      onsetText: '小学校低学年の頃',
      reportedAt: { at: '2022-03-01' },
      clinicalStatus: { display: '確認済' },
    })
  })

  for (const action of ['A', 'U', 'D'])
    it(`keep action ${action}`, () => expect(iam(`DA|1^卵^99X|||${action}`)?.action).toBe(action))

  for (const [words, state] of [
    ['DA^薬物^HL70127|0^なし^99X', 'none-known'],
    ['MA|^アレルギーなし', 'none-known'],
    ['FA|^食物アレルギー なし', 'none-known'],
    ['DA|^NKDA', 'none-known'],
    ['FA|9^なし^99X', 'present'],
    ['FA|9^梨^99X', 'present'],
    ['DA|9^ペニシリン（皮内反応なし）^99X', 'present'],
    ['DA|9^アスピリン以外なし^99X', 'present'],
  ] as const)
    it(`written ${words} are ${state}`, () => expect(iam(words)?.state).toBe(state))

  it('that may be a pear or none are reported', () => {
    const parsed = understood(parse('ADT-61', [MSH('ADT^A60'), PID, 'IAM|1|FA|9^なし^99X|||A']))
    expect(parsed.problems).toMatchObject([{ where: 'IAM-3' }])
  })

  it('copied in the master or in an order say so', () => {
    const al1 = 'AL1|1|DA|2^アスピリン^99XYZ|||20200101'
    expect(recordsOf('allergy', 'ADT-00', [...HEAD, PID, al1])).toMatchObject([
      { origin: 'master', onset: { at: '2020-01-01' } },
    ])
    expect(
      recordsOf('allergy', 'OMP-01', [MSH('RDE^O11'), PID, al1, 'ORC|NW|1', 'RXE||1^薬^HOT9|1||T']),
    ).toMatchObject([{ origin: 'order' }])
  })
})
