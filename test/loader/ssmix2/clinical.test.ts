import { describe, expect, it } from 'vitest'
import { openMessage } from '../../../loader/formats/ssmix2/message.ts'
import { readVitalSigns } from '../../../loader/formats/ssmix2/observations.ts'
import { jis, MSH, PATIENT, PID, parse, recordsOf, understood } from './hl7-builder.ts'

const PV1 = (fields: Record<number, string>) => segment('PV1', fields)

function segment(name: string, fields: Record<number, string>): string {
  const last = Math.max(...Object.keys(fields).map(Number))
  return [name, ...Array.from({ length: last }, (_, i) => fields[i + 1] ?? '')].join('|')
}

describe('an encounter event', () => {
  const event = (type: string, trigger: string, ...segments: string[]) =>
    recordsOf('encounterEvent', type, [MSH(trigger), 'EVN||20220401|||||', PID, ...segments])[0]

  for (const [type, kind, trigger, cancel] of [
    ['ADT-01', 'attending-change', 'A54', 'A55'],
    ['ADT-12', 'outpatient-visit', 'A04', 'A11'],
    ['ADT-21', 'admission-planned', 'A14', 'A27'],
    ['ADT-22', 'admission', 'A01', 'A11'],
    ['ADT-31', 'leave', 'A21', 'A52'],
    ['ADT-32', 'leave-return', 'A22', 'A53'],
    ['ADT-41', 'transfer-planned', 'A15', 'A26'],
    ['ADT-42', 'transfer', 'A02', 'A12'],
    ['ADT-51', 'discharge-planned', 'A16', 'A25'],
    ['ADT-52', 'discharge', 'A03', 'A13'],
  ] as const) {
    it(`in ${type} is ${kind}, and its cancellation when MSH-9 says ${cancel}`, () => {
      const pv1 = PV1({ 2: 'I' })
      expect(event(type, `ADT^${trigger}`, pv1)).toMatchObject({ event: kind, cancels: false })
      expect(event(type, `ADT^${cancel}`, pv1)).toMatchObject({ event: kind, cancels: true })
    })
  }

  it('takes its kind from the folder when MSH-9 says otherwise', () => {
    expect(event('ADT-12', 'ADT^A01', PV1({ 2: 'O' }))).toMatchObject({
      event: 'outpatient-visit',
      cancels: false,
    })
  })

  it('whose MSH-9 cancels another kind of event is reported', () => {
    const parsed = understood(
      parse('ADT-52', [MSH('ADT^A12'), PID, PV1({ 2: 'I', 45: '20220401' })]),
    )
    expect(parsed).toMatchObject({ records: [{ cancels: false }], problems: [{ where: 'MSH-9' }] })
  })

  it('gives ward, room, bed, department, doctor and admission time', () => {
    const pv1 = PV1({
      2: 'I',
      3: '1A^4^3^^^N',
      6: '2B^1^2^^^N',
      7: '17^仮山崎^莉子^^^^^^^L',
      10: '01',
      44: '202204011030',
    })
    expect(event('ADT-22', 'ADT^A01', pv1)).toMatchObject({
      place: { ward: { display: '1A' }, room: '4', bed: '3' },
      priorPlace: { ward: { display: '2B' }, room: '1', bed: '2' },
      department: { display: '01' },
      attending: { code: '17', name: '仮山崎 莉子' },
      occurredAt: { at: '2022-04-01T10:30' },
      admittedAt: { at: '2022-04-01T10:30' },
    })
  })

  it('reads a doctor whose whole name stands in one component', () => {
    expect(event('ADT-12', 'ADT^A04', PV1({ 2: 'O', 7: '17^医師一郎' }))?.attending).toEqual({
      code: '17',
      name: '医師一郎',
    })
  })

  it('names every doctor once, whatever the letters of the name', () => {
    const attending = (raw: string) =>
      event('ADT-12', 'ADT^A04', PV1({ 2: 'O', 7: raw }))?.attending
    expect(
      attending('17^仮山崎^莉子~17^カリヤマザキ^リコ~18^仮林^誠~18^カリバヤシ^マコト'),
    ).toEqual({
      code: '17',
      name: '仮山崎 莉子、仮林 誠',
    })
    expect(attending('17^仮山崎^莉子~^カリヤマザキ^リコ')).toEqual({
      code: '17',
      name: '仮山崎 莉子',
    })
  })

  it('of an out-patient has a department and no bed place', () => {
    expect(event('ADT-12', 'ADT^A04', PV1({ 2: 'O', 3: '062^^^^^C' }))).toMatchObject({
      place: null,
      department: { display: '062' },
    })
  })

  it('of a discharge gives its time and disposition', () => {
    expect(
      event('ADT-52', 'ADT^A03', PV1({ 2: 'I', 36: '20^死亡^HL70112', 45: '202204012510' })),
    ).toMatchObject({
      occurredAt: { at: '2022-04-02T01:10' },
      disposition: { display: '死亡' },
    })
  })

  it('without a time of its own falls on the folder date, and says so', () => {
    const parsed = understood(parse('ADT-42', [MSH('ADT^A02'), PID, PV1({ 2: 'I' })]))
    expect(parsed).toMatchObject({
      records: [{ occurredAt: { at: '2022-04-01' } }],
      problems: [{ where: 'PV1' }],
    })
  })

  it('that is planned gives the planned time', () => {
    expect(
      event(
        'ADT-51',
        'ADT^A16',
        PV1({ 2: 'I' }),
        segment('PV2', { 3: '1^肺炎^99X', 9: '20220410' }),
      ),
    ).toMatchObject({
      plannedAt: { at: '2022-04-10' },
      occurredAt: null,
      reason: '肺炎',
    })
  })
})

describe('a diagnosis', () => {
  const prb = (fields: Record<number, string>, ...more: string[]) =>
    recordsOf('problem', 'PPR-01', [
      MSH('PPR^ZD1'),
      PID,
      segment('PRB', { 1: 'AD', 3: '20054174^胃炎^MDCDX2', 4: '77', ...fields }),
      ...more,
    ])

  it('gives disease, ICD-10, dates, outcome, department and doctor', () => {
    expect(
      prb(
        {
          7: '20220301',
          9: '20220331',
          10: 'K297^^I10^O^外来時^JHSD0004',
          14: 'R^軽快^HL70241',
          16: '20220201',
        },
        'ORC|NW|1||||||||||17^仮^太郎|||||01^内科^HL70069',
      ),
    ).toMatchObject([
      {
        instanceId: '77',
        condition: { display: '胃炎', codings: [{ system: 'MDCDX2' }] },
        icd10: 'K297',
        diagnosedAt: { at: '2022-03-01' },
        onsetAt: { at: '2022-02-01' },
        endedAt: { at: '2022-03-31' },
        outcome: { display: '軽快' },
        department: { display: '内科' },
        doctor: { name: '仮 太郎' },
        suspected: false,
        main: false,
      },
    ])
  })

  it('has its modifiers in reading order', () => {
    expect(
      prb({}, 'ZPR|4010^急性^MDCDX2~4011^左^99X|20054174^胃炎^MDCDX2|8002^の疑い^MDCDX2'),
    ).toMatchObject([{ prefixes: ['急性', '左'], suffixes: ['の疑い'], suspected: true }])
  })

  it('carries the comments that follow it', () => {
    const found = prb({}, 'NTE|1||他院で加療', 'NTE|2||要確認', 'PRB|AD||1^喘息^MDCDX2|78')
    expect(found.map(({ note }) => note)).toEqual(['他院で加療\n要確認', ''])
  })

  it('is suspected by PRB-13 and main by PRB-18', () => {
    expect(prb({ 13: '1^疑いあり^JHSD0005', 18: '1^主病名^JHSD0007' })).toMatchObject([
      { suspected: true, main: true },
    ])
    expect(prb({ 13: '0^疑いなし^JHSD0005', 18: '0^主病名以外^JHSD0007' })).toMatchObject([
      { suspected: false, main: false },
    ])
  })

  it('is one of several in a file', () => {
    expect(prb({}, 'PRB|AD||1^喘息^MDCDX2|78')).toMatchObject([
      { instanceId: '77' },
      { instanceId: '78' },
    ])
  })
})

describe('a coded value', () => {
  const item = (raw: string) =>
    recordsOf('observationGroup', 'OML-11', [
      MSH('OUL^R22'),
      PID,
      'OBR|1|7',
      `OBX|1|ST|${raw}||1||||||F`,
    ])[0]?.results[0]?.item
  const S = { code: '3A010', name: '総蛋白', system: 'JC10' }
  const L = { code: 'TP', name: '蛋白', system: '99L' }

  for (const [raw, display, codings] of [
    ['3A010^総蛋白^JC10', '総蛋白', [S]],
    ['TP^蛋白^99L', '蛋白', [L]],
    ['3A010^総蛋白^JC10^TP^蛋白^99L', '総蛋白', [S, L]],
    ['TP^蛋白^99L^3A010^総蛋白^JC10', '総蛋白', [S, L]],
    ['^^^3A010^総蛋白^JC10', '総蛋白', [S]],
    ['^^^TP^蛋白^99L', '蛋白', [L]],
    ['3A010^^JC10^TP^蛋白^99L', '蛋白', [{ ...S, name: '' }, L]],
    ['9P10-0000-01^^JC10', '9P10-0000-01', [{ code: '9P10-0000-01', name: '', system: 'JC10' }]],
  ] as const)
    it(`written ${raw} is ${display}, its standard code first`, () => {
      expect(item(raw)).toEqual({ display, codings })
    })

  it('of equal text is the same object', () => {
    expect(item('3A010^総蛋白^JC10')).toBe(item('3A010^総蛋白^JC10'))
  })

  it('that is missing is reported', () => {
    const parsed = understood(
      parse('OML-11', [MSH('OUL^R22'), PID, 'OBR|1|7', 'OBX|1|ST|||1||||||F']),
    )
    expect(parsed.problems).toMatchObject([{ where: 'OBX-3', reason: 'code and name are missing' }])
  })
})

describe('laboratory results', () => {
  const groups = (...segments: string[]) =>
    recordsOf('observationGroup', 'OML-11', [MSH('OUL^R22'), PID, ...segments])

  it('carry specimen, panel, times, department, doctor and notes', () => {
    const [group] = groups(
      segment('SPM', { 1: '1', 2: '169', 4: '023^血清^JC10', 8: 'ARM^腕^99X', 17: '202204011043' }),
      segment('OBR', {
        1: '1',
        2: '167',
        4: '3^生化学^JC10',
        16: '17^仮林^誠',
        22: '20220401114045',
        25: 'F',
        26: '1^2&3',
      }),
      segment('ORC', { 1: 'SC', 2: '167', 17: '062^内科^HL70069' }),
      'NTE|1||溶血あり',
      'OBX|1|NM|3A010^総蛋白^JC10|1|< 0.5|g/dL^g/dL^99X|6.7-8.3|L|||C|||202204011044',
      'NTE|1||再検済',
      'OBX|2|NM|3A015^アルブミン^JC10|1|4.1|g/dL^g/dL^99X|||||F||||||301^BCP改良法^99X',
    )
    expect(group?.results.map(({ method }) => method?.display)).toEqual([undefined, 'BCP改良法'])
    expect(group).toMatchObject({
      category: 'laboratory',
      orderNo: '167',
      specimenId: '169',
      specimen: { display: '血清' },
      site: { display: '腕' },
      panel: { display: '生化学' },
      collectedAt: { at: '2022-04-01T10:43' },
      reportedAt: { at: '2022-04-01T11:40:45' },
      status: 'F',
      parent: '2&3 1',
      department: { display: '内科' },
      doctor: { name: '仮林 誠' },
      note: '溶血あり',
      results: [
        {
          subId: '1',
          text: '< 0.5',
          number: 0.5,
          comparator: '<',
          unit: { display: 'g/dL' },
          range: '6.7-8.3',
          flag: 'L',
          status: 'C',
          observedAt: { at: '2022-04-01T10:44' },
          note: '再検済',
        },
        { text: '4.1', note: '' },
      ],
    })
  })

  it('say where and how the specimen was collected, and what the orderer told of the patient', () => {
    const spm = { 1: '1', 4: '065^尿^JC10', 7: 'CATH^カテーテル採尿^99X', 14: '混濁あり' }
    const about = (more: Record<number, string>) =>
      groups(
        segment('SPM', { ...spm, ...more }),
        segment('OBR', { 1: '1', 2: '7', 4: '6^培養^JC10', 13: '発熱3日目' }),
      )[0]
    expect(about({ 10: 'BL^膀胱^99X' })).toMatchObject({
      site: { display: '膀胱', codings: [{ code: 'BL' }] },
      note: 'カテーテル採尿\n混濁あり\n発熱3日目',
    })
    const both = about({ 8: 'KD^腎^99X', 10: 'BL^膀胱^99X' })
    expect(both?.site).toMatchObject({
      display: '腎・膀胱',
      codings: [{ code: 'KD' }, { code: 'BL' }],
    })
  })

  it('of an OBR without any OBX are a group without results', () => {
    expect(groups('SPM|1|1', 'OBR|1|7||3^生化学^JC10')).toMatchObject([
      { panel: { display: '生化学' }, results: [] },
    ])
  })

  it('take the specimen in front of them', () => {
    expect(
      groups('SPM|1|11', 'OBR|1|7', 'OBR|2|7', 'SPM|2|12', 'OBR|3|7').map((g) => g.specimenId),
    ).toEqual(['11', '11', '12'])
  })

  it('take the specimen behind them when the message is in that order', () => {
    expect(
      groups('OBR|1|7', 'OBX|1|ST|a||1||||||F', 'SPM|1|11', 'OBR|2|7', 'SPM|2|12').map(
        (g) => g.specimenId,
      ),
    ).toEqual(['11', '12'])
  })

  it('without an OBR in front are not lost', () => {
    expect(
      groups('SPM|1|11', 'OBX|1|ST|a||1||||||F', 'OBR|1|7').map((g) => g.results.length),
    ).toEqual([1, 0])
  })

  const culture = [
    'OBR|1|7||600-7^Blood culture^LN',
    'OBX|1|CWE|600-7^Bacteria identified^LN|1|112283007^Escherichia coli^SCT||||||F',
    'OBX|2|CWE|600-7^Bacteria identified^LN|2|3092008^Staphylococcus aureus^SCT||||||F',
  ]
  const susceptibility = (parent: string, flag: string) => [
    `OBR|2|7||29576-6^Susceptibility^LN${'|'.repeat(22)}${parent}`,
    `OBX|1|SN|18906-8^Ciprofloxacin^LN||<=^0.5|||${flag}|||F`,
  ]

  it('of several organisms name the one that each susceptibility is of', () => {
    const found = groups(
      ...culture,
      ...susceptibility('600-7&Bacteria identified&LN^1', 'S'),
      ...susceptibility('600-7&Bacteria identified&LN^2', 'R'),
    )
    expect(found.map(({ category, parent }) => [category, parent])).toEqual([
      ['microbiology', ''],
      ['microbiology', '1 Escherichia coli'],
      ['microbiology', '2 Staphylococcus aureus'],
    ])
  })

  it.each([
    ['600-7&Bacteria identified&LN^3', '3 Bacteria identified'],
    ['600-7&Bacteria identified&LN^3^Proteus mirabilis', '3 Proteus mirabilis'],
    ['600-7&Bacteria identified&LN^3^1301&Proteus vulgaris&JANIS', '3 Proteus vulgaris'],
    ['^9', '9'],
  ])('whose organism %s is not in the message keep the words of the sender', (parent, words) => {
    const [, found] = groups(...culture.slice(0, 2), ...susceptibility(parent, 'I'))
    expect(found).toMatchObject({ category: 'microbiology', parent: words })
  })

  it('of bacteriology items are microbiology', () => {
    expect(
      groups(
        'OBR|1|7',
        'OBX|1|CWE|6B010^培養同定^JC10|1|1301^S. aureus^JANIS||||||F',
        'OBX|2|ST|6B010^菌量^JC10|1|2+||||||F',
      ),
    ).toMatchObject([
      {
        category: 'microbiology',
        results: [
          { text: 'S. aureus', subId: '1', number: null },
          { text: '2+', subId: '1' },
        ],
      },
    ])
  })

  it('keep a deleted value as such', () => {
    expect(groups('OBR|1|7', 'OBX|1||3A010^総蛋白^JC10||||||||X')).toMatchObject([
      { results: [{ text: '', status: 'X' }] },
    ])
  })

  it('take a note in front of every group along', () => {
    expect(
      groups('NTE|||培養同定依頼', 'SPM|1|11', 'OBR|1|7', 'OBR|2|7').map((g) => g.note),
    ).toEqual(['培養同定依頼', ''])
  })

  for (const [type, raw, text] of [
    ['XCN', '123456^大江戸^信吉^^^^^^^L', '大江戸 信吉'],
    ['ZRD', '100555401^セルシン5mg^HOT9^1^AMP&管&MR9P', 'セルシン5mg 1 管'],
    ['SN', '>^200', '>200'],
    ['ST', '10^3/uL', '10^3/uL'],
  ] as const)
    it(`of type ${type} are read as ${text}`, () => {
      expect(groups('OBR|1|7', `OBX|1|${type}|1^x^JSHR||${raw}||||||F`)).toMatchObject([
        { results: [{ text }] },
      ])
    })

  it('of the out-of-list type OML-12 are read alike', () => {
    expect(recordsOf('observationGroup', 'OML-12', [MSH('OUL^R22'), PID, 'OBR|1|7'])).toHaveLength(
      1,
    )
  })
})

describe('vital signs of an ORU^R30', () => {
  it('are a group of their own category', () => {
    const message = openMessage(
      jis(
        [
          MSH('ORU^R30'),
          PID,
          'ORC|NW|5',
          'OBR|1|5||V^バイタル^99X',
          'OBX|1|NM|9A751^収縮期血圧^JC10||128|mmHg|||||F|||202204010900',
        ].join('\r'),
      ),
    )
    if ('refusal' in message) throw new Error(message.detail)
    expect(readVitalSigns(message, PATIENT)).toMatchObject([
      {
        category: 'vital-signs',
        orderNo: '5',
        results: [{ text: '128', observedAt: { at: '2022-04-01T09:00' } }],
      },
    ])
  })
})

describe('a prescription', () => {
  const RXE = segment('RXE', {
    2: '100000000^アムロジピン錠^HOT9',
    3: '3',
    5: 'TAB^錠^MR9P',
    6: 'TAB^錠剤^MR9P',
    7: 'X^粉砕^99X',
    10: '180',
    11: 'TAB^錠^MR9P',
    19: '3^TAB&錠&MR9P',
    21: 'OHP^外来処方^MR9P',
    31: '2171022F1029^アムロジピン^YJ',
  })
  const ORC = segment('ORC', {
    1: 'NW',
    2: '53',
    4: '53_01_001',
    9: '20220401',
    12: '17^仮林^正',
    17: '01^内科^HL70069',
  })
  const orders = (...segments: string[]) =>
    recordsOf('medicationOrder', 'OMP-01', [MSH('RDE^O11'), PID, ...segments])

  it('reads the first of several values where the standard has one, and says that there are more', () => {
    const problemsOf = (route: string) =>
      understood(parse('OMP-01', [MSH('RDE^O11'), PID, ORC, RXE, `RXR|${route}`])).problems
    const reason = 'only the first of several values is read'
    expect(problemsOf('PO^口^HL70162~IV^静脈^HL70162')).toEqual([
      { where: 'RXR-1', text: 'PO^口^HL70162~IV^静脈^HL70162', reason },
    ])
    expect(problemsOf('PO^口^HL70162~PO^口^HL70162~')).toEqual([])
  })

  it('gives drug, dose, totals, usage, duration, route and who ordered it when', () => {
    expect(
      orders(
        ORC,
        RXE,
        'TQ1|1||1011&１日１回朝食後&JAMISDP01|||60^d|20220401|20220530',
        'RXR|PO^口^HL70162',
        'NTE|1||粉砕可',
      ),
    ).toMatchObject([
      {
        form: 'prescription',
        orderNo: '53',
        groupNo: '53_01_001',
        control: 'NW',
        category: { display: '外来処方' },
        components: [
          {
            role: '',
            drug: { display: 'アムロジピン錠', codings: [{ system: 'HOT9' }, { system: 'YJ' }] },
            dose: { text: '3', unit: { display: '錠' } },
          },
        ],
        dosageForm: { display: '錠剤' },
        perDay: { text: '3', unit: { display: '錠' } },
        total: { text: '180', unit: { display: '錠' } },
        usage: [
          { display: '粉砕' },
          { display: '１日１回朝食後', codings: [{ system: 'JAMISDP01' }] },
        ],
        duration: { text: '60', unit: { display: 'd' } },
        route: { display: '口' },
        note: '粉砕可',
        orderedAt: { at: '2022-04-01' },
        startAt: { at: '2022-04-01' },
        endAt: { at: '2022-05-30' },
        department: { display: '内科' },
        doctor: { name: '仮林 正' },
      },
    ])
  })

  it('as needed says in what case, how often a day and how often in all', () => {
    const asNeeded =
      'TQ1|||1050110020000000&疼痛時&JAMISDP01||||20160825|||発作の時|1日2回まで|||10'
    expect(orders(ORC, RXE, asNeeded)).toMatchObject([{ note: '発作の時\n1日2回まで\n計10回' }])
  })

  it('of an ointment has no dose where the source says null', () => {
    expect(orders(ORC, 'RXE||1^軟膏^HOT9|""||""')).toMatchObject([{ components: [{ dose: null }] }])
  })

  it('says all of its kind: brought along, as needed', () => {
    const kindOf = (kind: string) => orders(ORC, RXE.replace('OHP^外来処方^MR9P', kind))
    expect(kindOf('IHP^入院処方^MR9P~BDP^持参薬処方^JHSP0007')).toMatchObject([
      {
        category: { display: '入院処方・持参薬処方', codings: [{ code: 'IHP' }, { code: 'BDP' }] },
      },
    ])
    expect(kindOf('IHP^入院処方^MR9P~IHP^入院処方^MR9P~')).toMatchObject([
      { category: { display: '入院処方', codings: [{ code: 'IHP' }] } },
    ])
  })

  it('has one record a drug', () => expect(orders(ORC, RXE, ORC, RXE)).toHaveLength(2))

  it('that was cancelled keeps its control, with or without the drug', () => {
    const cancelled = ORC.replace('NW', 'CA')
    expect(orders(cancelled)).toMatchObject([{ control: 'CA', components: [] }])
    expect(orders(cancelled, RXE)).toMatchObject([{ control: 'CA' }])
  })
})

describe('an injection', () => {
  const orders = (...segments: string[]) =>
    recordsOf('medicationOrder', 'OMP-02', [MSH('RDE^O11'), PID, 'ORC|NW|53', ...segments])
  const RXE = segment('RXE', {
    2: '07^抗がん^99I02',
    3: '520',
    5: 'ML^mL^MR9P',
    23: '100',
    24: 'mL/hr',
    31: 'A1^薬一^99X^1111^薬一^YJ~A2^薬二^99X^2222^薬二^YJ',
  })

  it('gives its mix, kind, volume, rate, route and device', () => {
    expect(
      orders(
        RXE,
        'TQ1|1||||||202204010900|202204011000',
        'RXR|IV^静脈内^HL70162||IVP^ポンプ^HL70164',
        'RXC|B|B1^生食^99X|500|ML^mL^MR9P',
        'RXC|A|A2^薬二^99X|2|AMP^アンプル^MR9P',
      ),
    ).toMatchObject([
      {
        form: 'injection',
        category: { display: '抗がん' },
        total: { text: '520' },
        rate: { text: '100', unit: { display: 'mL/hr' } },
        device: { display: 'ポンプ' },
        components: [
          { role: 'B', drug: { display: '生食' }, dose: { text: '500', unit: { display: 'mL' } } },
          {
            role: 'A',
            drug: { codings: [{ code: 'A2' }, { code: '2222', system: 'YJ' }] },
            dose: { text: '2' },
          },
        ],
      },
    ])
  })

  it('keeps its kind beside the category of the order', () => {
    const stated = segment('RXE', { 2: '07^抗がん^99I02', 21: 'IHP^入院処方^MR9P~FTP^定時^99I01' })
    expect(orders(stated, 'RXC|A|1^a^99X|1|AMP')).toMatchObject([
      {
        category: { display: '入院処方・定時', codings: [{ code: 'IHP' }, { code: 'FTP' }] },
        note: '抗がん',
      },
    ])
  })

  it('says where, how and how urgently it is given, what its drugs are, and what is told with the order', () => {
    const rxe = segment('RXE', {
      2: '03^麻薬^JHSI0002',
      7: '^2時間の範囲で調整可^JHSIC007^太い静脈を使用^JHSIC003~^側管1^JHSIC005',
      21: 'IHP^入院処方^MR9P',
      27: '02^点滴^JHSI0009',
    })
    const [order] = orders(
      rxe,
      'TQ1|1||||||202204010900||S^至急^HL70485',
      'RXR|IV^静脈内^HL70162|JUGI^内頸静脈^HL70550|IVP^ポンプ^HL70164|102^点滴静注^99ILL||L^左^HL70495',
      'RXC|A|A2^モルヒネ^HOT|2|AMP^アンプル^MR9P|||01^麻薬^JHSI0005~03^劇薬^JHSI0005',
      'OBX|1|NM|3140-1^体表面積^LN||1.915|m2^m2^ISO+|||||F',
    )
    expect(order?.usage.map(({ display }) => display)).toEqual([
      '2時間の範囲で調整可',
      '太い静脈を使用',
      '側管1',
      '点滴',
      '点滴静注',
      '内頸静脈（左）',
    ])
    expect(order?.note).toBe('麻薬\n至急\nモルヒネ: 麻薬・劇薬\n体表面積: 1.915 m2')
  })

  it('without a mix keeps what RXE names', () => {
    expect(orders('RXE||1^インスリン^HOT9|6||U^単位^MR9P')).toMatchObject([
      { components: [{ drug: { display: 'インスリン' }, dose: { text: '6' } }] },
    ])
  })
})

describe('an administration', () => {
  const RXA = (drug: string, more: Record<number, string> = {}) =>
    segment('RXA', {
      3: '202204010900',
      4: '202204011000',
      5: drug,
      6: '2',
      7: 'AMP^アンプル^MR9P',
      20: 'CP',
      ...more,
    })
  const given = (...segments: string[]) =>
    recordsOf('administration', 'OMP-12', [MSH('RAS^O17'), PID, 'ORC|OK|53||G1', ...segments])

  it('says where it was given, and what was observed', () => {
    const [record] = given(
      RXA('1^薬^HOT9'),
      'OBX|1|NM|1^血圧^99X||120|mmHg^mmHg^ISO+|||||F',
      'RXR|IM^筋肉内^HL70162|ARM^腕^HL70550||||R^右^HL70495',
    )
    expect(record?.note).toBe('腕（右）\n血圧: 120 mmHg')
  })

  it('gives drug, amount, times, rate, status, route, nurse and note', () => {
    expect(
      given(
        RXA('1^薬^HOT9', { 9: '^疼痛時', 10: '9^看護^花子', 12: '20 mL/hr' }),
        'RXR|IV^静脈内^HL70162',
      ),
    ).toMatchObject([
      {
        orderNo: '53',
        groupNo: 'G1',
        drug: { display: '薬' },
        amount: { text: '2', unit: { display: 'アンプル' } },
        startAt: { at: '2022-04-01T09:00' },
        endAt: { at: '2022-04-01T10:00' },
        rate: { text: '20 mL/hr' },
        status: 'CP',
        route: { display: '静脈内' },
        performer: { name: '看護 花子' },
        note: '疼痛時',
      },
    ])
  })

  it('shares the route that follows the last of several', () => {
    const routes = given(
      'RXE||00^一般^99I02',
      'RXR|PO^口',
      RXA('1^a'),
      RXA('2^b'),
      'RXR|IV^静脈',
      RXA('3^c'),
    ).map((r) => r.route?.display)
    expect(routes).toEqual(['静脈', '静脈', undefined])
  })

  it('that was refused says so', () =>
    expect(given(RXA('1^a', { 20: 'RE' }))).toMatchObject([{ status: 'RE' }]))

  it('is not made of junk segments behind the message, which are reported', () => {
    const parsed = understood(
      parse('OMP-12', [
        MSH('RAS^O17'),
        PID,
        'ORC|OK|53',
        RXA('1^a'),
        ...['AL1', 'IAM', 'PID', 'RXA', 'RXR'],
      ]),
    )
    expect(parsed.records).toMatchObject([{ kind: 'administration', route: null }])
    expect(parsed.problems.map((problem) => problem.text)).toEqual([
      'AL1',
      'IAM',
      'PID',
      'RXA',
      'RXR',
    ])
  })
})

describe('orders and examinations', () => {
  const orders = (type: string, ...segments: string[]) =>
    recordsOf('order', type, [MSH('X'), PID, ...segments])

  for (const [type, category] of [
    ['OMG-01', 'radiology'],
    ['OMG-02', 'endoscopy'],
    ['OMG-03', 'physiology'],
    ['OML-01', 'laboratory'],
  ] as const)
    it(`of ${type} are ${category} orders`, () => {
      expect(
        orders(
          type,
          'ORC|PA|53|||||||20220401',
          'TQ1|1||||||202204050900',
          'OBR|1|53||100^検査^JJ1017',
          'ORC|CH|54',
          'OBR|2|54||101^子^JJ1017',
        ),
      ).toMatchObject([
        {
          category,
          orderNo: '53',
          control: 'PA',
          item: { display: '検査' },
          performed: false,
          orderedAt: { at: '2022-04-01' },
          scheduledAt: { at: '2022-04-05T09:00' },
        },
        { category, orderNo: '54', control: 'CH', item: { display: '子' } },
      ])
    })

  it('name what is to be examined and why', () => {
    expect(
      orders(
        'OML-01',
        'SPM|1',
        'ORC|NW|5',
        `${segment('OBR', { 1: '1', 4: '3^生化学^JC10', 13: '腹痛' })}`,
        'OBX|1||3A010^総蛋白^JC10',
        'OBX|2||3A015^アルブミン^JC10',
      ),
    ).toMatchObject([{ text: '腹痛\n総蛋白\nアルブミン' }])
  })

  it('that were done link to the image study', () => {
    expect(
      orders(
        'OMG-11',
        'ORC|SC|5',
        segment('OBR', { 1: '1', 4: '100^胸部CT^JJ1017', 7: '202204011000' }),
        'ZE1|1',
        'IPC|ACC1|RP1|1.2.392.1|SPS|CT^^DCM',
      ),
    ).toMatchObject([
      {
        performed: true,
        accession: 'ACC1',
        studyUid: '1.2.392.1',
        modality: 'CT',
        scheduledAt: { at: '2022-04-01T10:00' },
      },
    ])
  })

  it('that led to two studies give two records', () => {
    expect(
      orders('OMG-11', 'OBR|1|5||1^x^JJ1017', 'IPC|A|R|1.2|S|CT', 'IPC|A|R|1.3|S|MR').map(
        (o) => o.studyUid,
      ),
    ).toEqual(['1.2', '1.3'])
  })

  it('that were done give their observations as results', () => {
    expect(
      recordsOf('observationGroup', 'OMG-12', [
        MSH('OMI^Z23'),
        PID,
        'OBR|1|5||1^胃内視鏡^LENDO',
        'OBX|1|TX|1^所見^99X||萎縮性胃炎||||||F',
      ]),
    ).toMatchObject([{ category: 'endoscopy', results: [{ text: '萎縮性胃炎' }] }])
  })

  it('of physiology give findings and measurements', () => {
    expect(
      recordsOf('observationGroup', 'OMG-13', [
        MSH('ORU^R01'),
        PID,
        'ORC|SC|5',
        'OBR|1|5||9A100^心電図^JC10',
        'OBX|1|TX|9A100&IMP^心電図所見||洞調律~異常なし||||||F',
        'OBX|2|NM|9A110^心拍数^JC10||72|/min|||||F',
      ]),
    ).toMatchObject([
      {
        category: 'physiology',
        orderNo: '5',
        results: [{ item: { display: '心電図所見' }, text: '洞調律\n異常なし' }, { number: 72 }],
      },
    ])
  })

  it('of diet give meal, diet, text and period', () => {
    expect(
      orders(
        'OMD',
        'ORC|NW|5|||||||20220401',
        'TQ1|1||||||20220402|20220410',
        'ODS|D|1^朝^99X|1500^糖尿病食1500^99X|卵禁',
      ),
    ).toMatchObject([
      {
        category: 'diet',
        item: { display: '糖尿病食1500' },
        text: '朝\n卵禁',
        scheduledAt: { at: '2022-04-02' },
        endAt: { at: '2022-04-10' },
      },
    ])
  })

  it('of diet without a menu are kept', () => {
    expect(orders('OMD', 'ORC|DC|5')).toMatchObject([{ category: 'diet', control: 'DC' }])
  })
})
