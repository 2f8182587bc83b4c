/** A few patients with the facts that are easy to get wrong. As-of: 2022-11-10T03:15. */
import type { GenerationBuilder } from './generation-builder.ts'

const STANDING = { current: 1, superseded: 2, deleted: 0 } as const

/** 0000012345 斎藤 花子: in-patient on 3東, with something of everything. */
export const HANAKO = '0000012345'
/** 77: another 斎藤 花子. */
const OTHER_HANAKO = '0000000077'
/** 99: merged into Hanako's chart. */
export const MERGED = '0000000099'
/** 500: an allergy list that could not be read. */
export const UNREADABLE = '0000000500'
/** 600: the source says that no allergy is known, and nothing is missing. */
export const NONE_KNOWN = '0000000600'
/** 700: no allergy record, dead, born on a leap day, no bed yet. */
export const DEAD = '0000000700'
/** 800: an allergy only in a superseded list. */
export const SUPERSEDED_ALLERGY = '0000000800'

export function buildSmallHospital(g: GenerationBuilder): void {
  const hanako = g.patient({
    id: HANAKO,
    kanji: ['斎藤', '花子'],
    kana: ['サイトウ', 'ハナコ'],
    birth: '1958-03-02',
    extra: { blood_abo: 'A', blood_rh: '+', height: '152.0 cm', weight: '48.5 kg' },
  })
  g.patient({
    id: OTHER_HANAKO,
    kanji: ['齋藤', '花子'],
    kana: ['サイトウ', 'ハナコ'],
    birth: '1970-01-01',
  })
  const merged = g.patient({ id: MERGED, kanji: ['斎藤', '花'], mergedInto: hanako })
  const unreadable = g.patient({
    id: UNREADABLE,
    kanji: ['木村', '一'],
    kana: ['キムラ', 'ハジメ'],
  })
  const noneKnown = g.patient({ id: NONE_KNOWN, kanji: ['林', '二'], kana: ['ハヤシ', 'ジ'] })
  const dead = g.patient({
    id: DEAD,
    kanji: ['森', '三'],
    kana: ['モリ', 'ミツ'],
    birth: '1960-02-29',
    sex: '',
    extra: { deceased: 1 },
  })
  const superseded = g.patient({ id: SUPERSEDED_ALLERGY, kanji: ['原', '四'] })

  const ward = g.term('３階東病棟', '3E')
  const sameWard = g.term('3E', '3E')
  const department = g.term('内科', '01')
  const doctor = g.insert('staff', { code: 'D1', name: '山田 太郎' })
  const stay = { class: 'inpatient', status: 'in-progress', attending_id: doctor }
  g.insert('encounter', {
    ...stay,
    patient: hanako,
    start_at: '2022-11-01T10:00',
    ward_id: ward,
    room: '301',
    bed: '2',
    department_id: department,
    reason: '吐血',
  })
  g.insert('encounter', { ...stay, patient: noneKnown, start_at: '2022-11-02', ward_id: sameWard })
  g.insert('encounter', { ...stay, patient: dead, start_at: '2022-11-03' })

  const allergy = (patient: number, substance: string | null, row = {}) =>
    g.insert('allergy', {
      patient,
      state: substance === null ? 'none-known' : 'present',
      substance_id: substance === null ? null : g.term(substance),
      origin: 'list',
      standing: STANDING.current,
      ...row,
    })
  allergy(hanako, 'ペニシリン', { reaction: 'アナフィラキシー', severity_id: g.term('重度', 'SV') })
  allergy(hanako, 'ペニシリン', { origin: 'order' })
  allergy(hanako, 'そば', { action: 'A' })
  allergy(hanako, 'そば', { action: 'D' })
  allergy(merged, 'ラテックス', { origin: 'master' })
  allergy(hanako, '卵', { standing: STANDING.deleted })
  allergy(hanako, '大豆', { standing: STANDING.deleted, action: 'D' })
  allergy(unreadable, null)
  allergy(noneKnown, null)
  allergy(superseded, 'アスピリン', { standing: STANDING.superseded })
  allergy(superseded, '小麦', { origin: 'master', standing: STANDING.superseded })
  allergy(superseded, '大豆', { standing: STANDING.deleted, action: 'D' })
  allergy(superseded, '大豆', { origin: 'master', standing: STANDING.superseded })
  g.insert('gap', {
    patient: unreadable,
    area: 'allergies',
    data_type: 'ADT-61',
    reason: 'truncated',
    source_id: 1,
  })
  g.insert('gap', {
    patient: hanako,
    area: 'labs',
    data_type: 'OML-11',
    date: '2022-10-31',
    reason: 'encrypted',
    source_id: 1,
  })

  buildMedications(g, hanako, department, doctor)
  buildLabs(g, hanako)
  buildOtherResults(g, hanako)
  buildVitals(g, hanako)
  buildDocuments(g, hanako, dead)

  const problem = { condition_id: g.term('胃癌'), diagnosed_at: '2022-10-01', standing: 1 }
  g.insert('problem', {
    ...problem,
    patient: hanako,
    main: 1,
    suspected: 1,
    prefixes: '進行',
    note: '他院で指摘',
  })
  g.insert('problem', { ...problem, patient: hanako, action: 'DE' })
  g.insert('problem', {
    patient: hanako,
    condition_id: g.term('感冒'),
    diagnosed_at: '2020-01-05',
    ended_at: '2020-01-20',
    outcome_id: g.term('治癒'),
    standing: 1,
  })
  const order = { patient: hanako, category: 'radiology', item_id: g.term('胸部CT'), standing: 1 }
  g.insert('clinical_order', {
    ...order,
    order_no: 'R1',
    control: 'NW',
    ordered_at: '2022-11-08T09:00',
    scheduled_at: '2022-11-12T10:00',
  })
  g.insert('clinical_order', {
    ...order,
    order_no: 'R2',
    control: 'CA',
    item_id: g.term('頭部MRI'),
    ordered_at: '2022-11-07T09:00',
    scheduled_at: '2022-11-13T10:00',
  })
  g.insert('clinical_order', {
    ...order,
    order_no: 'R3',
    performed: 1,
    ordered_at: '2022-11-05T09:00',
    study_uid: '1.2.392.1',
    accession: 'ACC0001',
    modality: 'CT',
  })
  g.insert('encounter_event', {
    patient: hanako,
    event: 'admission',
    occurred_at: '2022-11-01T10:00',
    ward_id: ward,
    standing: 1,
  })
  g.insert('encounter_event', {
    patient: hanako,
    event: 'discharge-planned',
    planned_at: '2022-11-20',
    standing: 1,
  })
}

function buildMedications(
  g: GenerationBuilder,
  hanako: number,
  department: number,
  doctor: number,
): void {
  const tablet = g.term('錠', 'TAB', 'MR9P')
  const order = (orderNo: string, drug: string, row: Record<string, string | number | null>) => {
    const id = g.insert('medication_order', {
      patient: hanako,
      form: 'prescription',
      order_no: orderNo,
      group_no: '1',
      control: 'NW',
      department_id: department,
      doctor_id: doctor,
      standing: 1,
      ...row,
    })
    const component = { medication_order: id, seq: 1, drug_id: g.term(drug), dose: '0.5' }
    g.insert('medication_component', { ...component, dose_unit_id: tablet })
    return id
  }
  const days = (n: string) => ({ duration: n, duration_unit: 'd' })
  order('P1', '本日までの薬', {
    start_at: '2022-11-04',
    ordered_at: '2022-11-04T09:00',
    ...days('7'),
  })
  order('P2', '昨日までの薬', {
    start_at: '2022-11-03',
    ordered_at: '2022-11-03T09:00',
    ...days('7'),
  })
  order('P3', '取り消した薬', {
    start_at: '2022-11-09',
    ordered_at: '2022-11-09T09:00',
    control: 'CA',
    ...days('30'),
  })
  order('P4', '頓用の薬', {
    start_at: '2022-11-01',
    ordered_at: '2022-11-01T09:00',
    usage: '疼痛時',
    duration: '10',
    duration_unit: '回',
  })
  order('P5', '明日からの薬', { start_at: '2022-11-11', ordered_at: '2022-11-09', ...days('7') })
  order('P6', '旧版の薬', { start_at: '2022-11-09', standing: 2, ...days('30') })
  const drip = order('J1', 'フルオロウラシル', {
    form: 'injection',
    category_id: g.term('抗がん剤', '07', '99I02'),
    start_at: '2022-11-09T21:00',
    end_at: '2022-11-10T21:00',
    rate: '40',
    rate_unit_id: g.term('mL/h'),
  })
  const saline = { medication_order: drip, seq: 2, role: 'B', drug_id: g.term('生理食塩液') }
  g.insert('medication_component', { ...saline, dose: '500', dose_unit_id: g.term('mL') })
  order('J2', '終わった点滴', {
    form: 'injection',
    start_at: '2022-11-09T09:00',
    end_at: '2022-11-10T01:00',
  })
  g.insert('administration', {
    patient: hanako,
    form: 'injection',
    order_no: 'J1',
    group_no: '1',
    drug_id: g.term('フルオロウラシル'),
    amount: '500',
    amount_unit_id: g.term('mg'),
    start_at: '2022-11-09T21:05',
    status: 'CP',
    standing: 1,
  })
}

function buildLabs(g: GenerationBuilder, hanako: number): void {
  const serum = g.term('血清', '023', 'JC10')
  const crp = g.term('CRP', '5C070000002306201', 'JC10')
  const unit = g.term('mg/dL')
  const other = g.term('mg/L')
  const value = (text: string, number: number | null, row = {}) => ({
    item_id: crp,
    value: text,
    number,
    unit_id: unit,
    status: 'F',
    ...row,
  })
  const on = (day: string) => ({
    collected_at: `${day}T07:00`,
    collected_text: `${day.replaceAll('-', '')}0700`,
    specimen_id: serum,
    panel_id: g.term('免疫学的検査'),
  })
  g.results(hanako, on('2022-11-01'), [value('<0.05', 0.05, { comparator: '<' })])
  g.results(hanako, on('2022-11-05'), [value('12.30', 12.3, { flag: 'H', range: '0.00-0.14' })])
  g.results(hanako, on('2022-11-07'), [
    value('1.50', 1.5, { status: 'W' }),
    {
      item_id: g.term('HBs抗原', '5F016141102306221', 'JC10'),
      value: '陽性(+)',
      flag: 'A',
      observed_at: '2022-11-07T09:30',
      observed_text: '202211070930',
    },
    {
      item_id: g.term('不規則抗体'),
      value: '抗E',
      observed_at: '2022-11-07T07:00',
      observed_text: '202211070700',
    },
  ])
  g.results(hanako, on('2022-11-08'), [value('45', 45, { unit_id: other })])
  g.results(hanako, { ...on('2022-11-09'), standing: 2 }, [value('99.9', 99.9)])
  g.results(hanako, { category: 'microbiology', collected_at: '2022-11-02' }, [
    { item_id: g.term('MRSA'), sub_id: '1', value: '2+', method_id: g.term('選択培地') },
  ])
  const ofOrganism = { category: 'microbiology', collected_at: '2022-11-02', parent: '1 MRSA' }
  g.results(hanako, ofOrganism, [{ item_id: g.term('VCM'), value: '<=0.5', flag: 'S' }])
}

function buildOtherResults(g: GenerationBuilder, hanako: number): void {
  g.results(hanako, { category: 'other', collected_at: '2022-10-03' }, [
    { item_id: g.term('喫煙状況'), value: '喫煙中 20本/日' },
  ])
  const score = { category: 'other', collected_at: '2022-10-04', panel_id: g.term('要介護認定') }
  g.results(hanako, score, [{ item_id: g.term('要介護度'), value: '2', number: 2 }])
}

function buildVitals(g: GenerationBuilder, hanako: number): void {
  const temperature = g.term('体温')
  const meal = g.term('主食')
  for (const [day, text] of [
    ['2022-10-01', '36.5'],
    ['2022-11-08', '38.9'],
    ['2022-11-09', '37.2'],
  ] as const) {
    const group = { category: 'vital-signs', collected_at: `${day}T06:00` }
    const number = Number(text)
    g.results(hanako, group, [{ item_id: temperature, value: text, number, unit_id: g.term('℃') }])
  }
  g.results(hanako, { category: 'meal', collected_at: '2022-11-09T12:00' }, [
    { item_id: meal, value: '8割' },
  ])
}

const HOSTILE = `<html><head><meta charset="shift_jis"><script>alert(1)</script></head>
<body onload="alert(2)"><h1 style="color:red;background:url(http://evil.example/a)">経過</h1>
<p>食欲あり<img src="figure.png"><img src="http://evil.example/x.png" alt="外部画像"></p>
<a href="javascript:alert(3)">押す</a><iframe src="http://evil.example/"></iframe>
<form action="http://evil.example/"><input name="a"></form>
<svg onload="alert(4)"></svg><table><tr><td colspan="2">表</td></tr></table></body></html>`

const CDA = `<?xml version="1.0" encoding="Shift_JIS"?>
<!DOCTYPE ClinicalDocument [<!ENTITY leak SYSTEM "file:///etc/passwd">]>
<ClinicalDocument xmlns="urn:hl7-org:v3"><title>退院時サマリー</title>
<component><structuredBody><component><section><title>経過</title>
<text><paragraph>腹痛 &lt;script&gt; は軽快</paragraph><list><item>禁酒</item></list>
<script>alert(1)</script></text></section></component></structuredBody></component>
</ClinicalDocument>`

export const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
)

function buildDocuments(g: GenerationBuilder, hanako: number, other: number): void {
  const utf8 = (text: string) => Buffer.from(text, 'utf8')
  const day = (at: string) => ({ document_at: at, document_text: at.replaceAll('-', '') })
  g.document(hanako, { ...day('2022-11-08'), title: '経過記録', text: 'S 食欲あり\nO 発熱' }, [
    { name: 'main.html', mediaType: 'text/html', bytes: utf8(HOSTILE), compressed: true },
    { name: 'figure.png', mediaType: 'image/png', bytes: PNG },
  ])
  g.document(hanako, { ...day('2022-11-07'), category: 'discharge-summary', title: 'サマリー' }, [
    { name: 'cda.xml', mediaType: 'text/xml', bytes: utf8(CDA) },
  ])
  g.document(
    hanako,
    { ...day('2022-11-06'), category: 'imaging-report', title: '読影', text: '検査番号 ACC0001' },
    [{ name: 'report.pdf', mediaType: 'application/pdf', bytes: utf8('%PDF-1.4 ') }],
  )
  // 日本語 in Shift_JIS
  const shiftJis = Uint8Array.from([0x93, 0xfa, 0x96, 0x7b, 0x8c, 0xea])
  g.document(hanako, { ...day('2022-11-05'), category: 'other', title: 'メモ' }, [
    { name: 'memo.txt', mediaType: 'text/plain', bytes: shiftJis },
  ])
  g.document(hanako, { ...day('2022-11-04'), title: '図', text: '胃の図' }, [
    { name: 'drawing.svg', mediaType: 'image/svg+xml', bytes: utf8('<svg onload="alert(1)"/>') },
  ])
  g.document(hanako, { ...day('2022-11-03'), title: '旧版', standing: 2 }, [
    { name: 'old.txt', mediaType: 'text/plain', bytes: utf8('旧版の本文') },
  ])
  g.document(hanako, { ...day('2022-11-02'), title: '消した記録', standing: 0 }, [
    { name: 'gone.txt', mediaType: 'text/plain', bytes: utf8('消した本文') },
  ])
  g.document(other, { ...day('2022-11-02'), title: '他人の記録' }, [
    { name: 'other.txt', mediaType: 'text/plain', bytes: utf8('他人の本文') },
  ])
}
