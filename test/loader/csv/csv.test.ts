import fs from 'node:fs'
import path from 'node:path'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { readMapping } from '../../../loader/formats/csv/mapping.ts'
import type { Table } from '../../../loader/formats/csv/mapping-schema.ts'
import { encodingOf, readRows } from '../../../loader/formats/csv/rows.ts'
import { isOfTable } from '../../../loader/formats/csv/table-files.ts'
import { readDay } from '../../../loader/formats/csv/times.ts'
import { query, report, sansho, temporaryFolder } from '../load/medium.ts'

let work = ''
let data = ''
beforeEach(() => {
  work = temporaryFolder()
  data = path.join(work, 'data')
})
afterEach(() => fs.rmSync(work, { recursive: true, force: true }))

function write(name: string, content: string | Uint8Array): string {
  const place = path.join(work, 'export', name)
  fs.mkdirSync(path.dirname(place), { recursive: true })
  fs.writeFileSync(place, content)
  return place
}

/** One table of a kind; `columns` maps each name to a header of the same name. */
function writeMapping(kind: string, columns: string, more = '', folder = ''): string {
  const named = columns.split(' ').map((each) => `      ${each}: ${each}`)
  const lines = [
    'sansho: 1',
    'name: test',
    'tables:',
    '  - files: "table*.csv"',
    `    kind: ${kind}`,
  ]
  return write(
    `${folder}sansho-mapping.yaml`,
    `${[...lines, '    columns:', ...named].join('\n')}\n${more}`,
  )
}

function load(...more: string[]) {
  const outcome = sansho(
    'load',
    `lab=${path.join(work, 'export')}`,
    '--data',
    data,
    '--json',
    ...more,
  )
  expect([0, 3], outcome.stderr).toContain(outcome.code)
  return report(outcome)
}

const rows = <Row>(sql: string, database?: string) => query<Row>(data, sql, database)

describe('rows', () => {
  const split = (text: string, separator = ',') =>
    [...readRows(Buffer.from(text), 'utf-8', separator)].map(({ cells }) => cells)

  test('any cells written by RFC 4180 come back as they were', () => {
    const cell = fc.string({
      unit: fc.constantFrom('a', '"', ',', '\n', '\r', ' ', '山', '=', '\t'),
    })
    const table = fc.array(fc.array(cell, { minLength: 2, maxLength: 4 }), {
      minLength: 1,
      maxLength: 5,
    })
    fc.assert(
      fc.property(table, fc.constantFrom('\n', '\r\n', '\r'), (lines, end) => {
        const text = lines
          .map((cells) => cells.map((each) => `"${each.replaceAll('"', '""')}"`).join(','))
          .join(end)
        expect(split(text)).toEqual(lines.map((cells) => cells.map(unformula)))
      }),
      { numRuns: 500 },
    )
  })

  /** Excel's way to keep a text is no part of it. */
  const unformula = (cell: string) => /^="(.*)"$/.exec(cell)?.[1] ?? cell

  test.each([-2, -1, 0, 1, 2])('a doubled quote at the edge of a piece (%i)', (shift) => {
    const before = 'x'.repeat(2 ** 20 - 3 + shift)
    expect(split(`"${before}""y,z",1`)).toEqual([[`${before}"y,z`, '1']])
  })

  test('blank lines are none; lines are told as they stand; a byte order mark is no text', () => {
    const read = [...readRows(Buffer.from('\ufeffa,b\r\n\r\n"1\n2",3\r\n4,5'), 'utf-8', ',')]
    expect(read.map(({ line, cells }) => [line, ...cells])).toEqual([
      [1, 'a', 'b'],
      [3, '1\n2', '3'],
      [5, '4', '5'],
    ])
  })

  test('a quote that is never closed is said where it begins', () => {
    const read = [...readRows(Buffer.from('a,b\n1,"2\n3,4\n'), 'utf-8', ',')]
    expect(read.at(-1)).toMatchObject({ line: 2, fault: expect.stringContaining('inside a quote') })
  })
})

test.each([
  ['20221031', '2022-10-31'],
  ['2022/10/31 6:45', '2022-10-31T06:45'],
  ['2022-10-31T06:45:10', '2022-10-31T06:45:10'],
  ['R4.10.31', '2022-10-31'],
  ['令和4年10月31日 6時45分', '2022-10-31T06:45'],
  ['令和元年5月1日', '2019-05-01'],
  ['Ｓ45.1.1', '1970-01-01'],
  ['H310430', '2019-04-30'],
  ['2022年10月', '2022-10'],
  ['R4.2.30', null],
  ['きのう', null],
])('the time %s', (text, at) => {
  expect(readDay(text)).toEqual({ text, at })
})

describe('a mapping', () => {
  const faultsOf = (text: string) => {
    const read = readMapping(text)
    return 'faults' in read
      ? read.faults.map(({ line, column, said }) => `${line}:${column} ${said.en}`)
      : []
  }
  const head = 'sansho: 1\nname: x\ntables:\n'

  test.each([
    ['sansho: 1\nname: [', /^2:\d+ /],
    ['sansho: 2\nname: x\ntables: []\n', /^1:1 sansho/],
    [
      `${head}  - files: a.csv\n    kind: lab\n    columns: { patient: a }\n`,
      /^5:5 tables\.0\.kind/,
    ],
    [
      `${head}  - files: a.csv\n    kind: labs\n    columns:\n      patient: a\n      itme: b\n`,
      /^8:7 a table of labs has no "itme" \(is "item" meant\?\); it has: patient, item/,
    ],
    [
      `${head}  - files: a.csv\n    kind: labs\n    columns:\n      patient: a\n`,
      /^6:5 a table of labs needs: item, value/,
    ],
    [
      `${head}  - files: a.csv\n    kind: allergies\n    header: false\n    columns:\n      patient: 1\n      substance: name\n`,
      /^9:7 "substance": without a header/,
    ],
    [
      `${head}  - files: a.csv\n    kind: allergies\n    colour: red\n    columns: { patient: a, substance: b }\n`,
      /^6:5 there is no "colour" here/,
    ],
    ['a: &x [1]\nb: *x\n', /^2:4 aliases/],
  ])('that is wrong is told by line and column (%#)', (text, expected) => {
    const faults = faultsOf(text)
    expect(faults.length).toBeGreaterThan(0)
    expect(
      faults.some((fault) => expected.test(fault)),
      faults.join('\n'),
    ).toBe(true)
  })

  test('an alias bomb is refused at once', () => {
    const bomb = ['a: &a [x,x]', 'b: &b [*a,*a]', 'c: &c [*b,*b]', 'sansho: 1', 'name: *c'].join(
      '\n',
    )
    expect(() => readMapping(bomb)).not.toThrow()
    expect(faultsOf(bomb).length).toBeGreaterThan(0)
  })

  test('a hostile one takes no time and breaks nothing', () => {
    const columns = '{ patient: a, substance: b }'
    const stars = `${head}  - files: "${'*a'.repeat(60)}*b"\n    kind: allergies\n    columns: ${columns}\n`
    const read = readMapping(stars)
    if ('faults' in read) throw new Error(JSON.stringify(read))
    expect(isOfTable(read.tables[0] as Table, 'a'.repeat(4000))).toBe(false)
    const deep = readMapping(`a: ${'['.repeat(200_000)}`)
    expect('faults' in deep).toBe(true)
  })

  test.each([
    ['table*.csv', 'TABLE_1.CSV', true],
    ['table*.csv', 'table.csv', true],
    ['table*.csv', 'x/table.csv', false],
    ['*.csv', 'x/table.csv', true],
    ['a*b*c', 'abbc', true],
    ['a*a', 'a', false],
    ['a.csv', 'aXcsv', false],
    ['*', 'anything', true],
  ])('the pattern %s and the name %s', (files, name, expected) => {
    expect(isOfTable({ files } as Table, name)).toBe(expected)
  })

  test('mapping check shows rows as the chart will, and what cannot be read', () => {
    const file = writeMapping('labs', 'patient item value collected')
    const table = write(
      'table.csv',
      'patient,item,value,collected,extra\n1,K,4.0,2022/10/31,x\n,K,1,,x\n1,Na,140,soon,x\n',
    )
    const checked = sansho('mapping', 'check', file, table)
    expect(checked.code).toBe(3)
    expect(checked.stdout).toContain('1 2022-10-31 K 4.0')
    expect(checked.stdout).toContain('Columns without a mapping: extra')
    expect(checked.stdout).toContain('line 3: no patient')
    expect(checked.stdout).toContain('line 4 collected: 「soon」 not a date or time')
    fs.appendFileSync(file, '      nothing: x\n')
    const faulty = sansho('mapping', 'check', file, table)
    expect(faulty.code).toBe(4)
    expect(faulty.stderr).toMatch(/sansho-mapping\.yaml:11:7: a table of labs has no "nothing"/)
    expect(sansho('mapping', 'check', file).code).toBe(2)
  })

  test.each<[string, string | Buffer, string]>([
    ['an Excel workbook', Buffer.from([0x50, 0x4b, 3, 4, 9, 9]), 'an Excel workbook'],
    ['other separators', 'patient\titem\tvalue\n', 'separator: tab'],
    [
      'a title above the heads',
      '検査結果一覧\npatient,item,value\n',
      'its first line must be the heads',
    ],
    [
      'two columns of one name',
      'patient,item,value,value\n',
      'columns 3 and 4 are both called value',
    ],
    ['more heads than one reads', `patient,${'x,'.repeat(100_000)}y\n`, '(+99962)'],
  ])('mapping check says of a table with %s what to do', (_, content, said) => {
    const checked = sansho(
      'mapping',
      'check',
      writeMapping('labs', 'patient item value'),
      write('table.csv', content),
    )
    expect(checked.code).toBe(4)
    expect(checked.stderr).toContain(said)
    expect(checked.stderr.length).toBeLessThan(1_000)
  })

  test('mapping check says which cell is not in the encoding, and what a count of days is', () => {
    const file = writeMapping('labs', 'patient item value collected')
    const bytes = Buffer.concat([
      Buffer.from('patient,item,value,collected\n1,K,4.0,44835\n1,'),
      Buffer.from([0x83, 0x4a, 0xff]),
      Buffer.from(',4.0,2022/10/31\n'),
    ])
    const { stdout } = sansho('mapping', 'check', file, write('table.csv', bytes))
    expect(stdout).toContain('line 2 collected: 「44835」 not a date or time (a count of days')
    expect(stdout.match(/line 2 collected/g)).toHaveLength(1)
    expect(stdout).toContain('line 3 column 2: 「')
  })

  test('lines in UTF-8 inside a table in Shift_JIS are read as such', () => {
    const head = Buffer.from('patient,item,value\n')
    const sjis = Buffer.from([0x31, 0x2c, 0x83, 0x4a, 0x83, 0x8a, 0x2c, 0x34, 0x0a])
    const table = Buffer.concat([head, sjis, Buffer.from('1,ナトリウム,140\n'), sjis, sjis, sjis])
    const read = [...readRows(table, encodingOf(table, 'shift_jis'), ',')]
    const items = read.map(({ cells }) => cells[1])
    expect(items).toEqual(['item', 'カリ', 'ナトリウム', 'カリ', 'カリ', 'カリ'])
  })

  test('a table in UTF-16 is read by its byte order mark', () => {
    writeMapping('labs', 'patient item value', '    separator: tab\n')
    write('table.csv', Buffer.from('\ufeffpatient\titem\tvalue\r\n1\t血清鉄\t90\r\n', 'utf16le'))
    expect(load().resources).toMatchObject({ seen: 1, loaded: 1 })
  })

  test.each([
    ['sansho: 1\nname： 検査\ntables: []', 'full-width'],
    ['sansho: 1\nkind labs', 'is ": " missing'],
    ['', 'the mapping is empty'],
  ])('of the mapping %j the likely cause is said', (text, said) => {
    const read = readMapping(text)
    expect('faults' in read ? read.faults[0]?.said.en : '').toContain(said)
    expect('faults' in read ? read.faults[0]?.said.en : '').not.toContain('at line')
  })

  test('mapping check shows documents, too, and points at a word that it does not know', () => {
    const index = path.join('docs', 'examples', 'documents', 'index.csv')
    const mapping = path.join('docs', 'examples', 'documents', 'sansho-mapping.yaml')
    const checked = sansho('mapping', 'check', mapping, index)
    expect(checked.code).toBe(3)
    expect(checked.stdout).toContain('3 of 4 rows read')
    expect(checked.stdout).toContain('0001.html')
    const file = write('sansho-mapping.yaml', fs.readFileSync(mapping))
    // The table lies elsewhere: its name counts.
    expect(sansho('mapping', 'check', file, index).stdout).toBe(checked.stdout)
    fs.appendFileSync(file, '    encodng: utf-8\n')
    expect(sansho('mapping', 'check', file, index).stderr).toMatch(
      /:21:5: .*"encodng" here \(is "encoding" meant\?\)/,
    )
    fs.appendFileSync(file, Buffer.from([0x23, 0x8c, 0x9f]))
    expect(sansho('mapping', 'check', file, index).stderr).toContain(':22:2: not written in UTF-8')
  })
})

describe('a load', () => {
  test('of an index: a row that is not trusted loads no document, and one that several patients name is on no chart', () => {
    write(
      'sansho-mapping.yaml',
      `sansho: 1
name: DACS
tables:
  - files: "index.csv"
    kind: documents
    columns: { title: t, patient: p, file: f, date: d }
    status: { column: s, valid: [ok], deleted: [del] }
  - files: "list.csv"
    kind: documents
    columns: { title: t, patient: p, file: f }
`,
    )
    for (const name of ['shared', 'held', 'shifted', 'good', 'twice', 'listed']) {
      write(`${name}.txt`, `the text of ${name}`)
    }
    write(
      'index.csv',
      `t,p,f,d,s
A,1,shared.txt,2022-10-31,ok
B,2,shared.txt,2022-10-31,ok
C,3,held.txt,2022-10-31,held
D, with a comma,4,shifted.txt,2022-10-31,ok
4,shifted.txt,shifted.txt,2022-10-31,ok,ok
E,5,good.txt,soon,ok
F,6,twice.txt,2022-10-31,del
F,6,twice.txt,2022-10-31,ok
`,
    )
    write('list.csv', 't,p,f\nG,7,listed.txt\n')
    expect(load().gaps).toBe(7)
    const shown = `SELECT p.patient_id, d.title, d.standing FROM document d JOIN patient p ON p.id = d.patient ORDER BY 1`
    expect(query(data, shown)).toEqual([
      { patient_id: '5', title: 'E', standing: 1 },
      { patient_id: '6', title: 'F', standing: 0 },
    ])
    const gaps = query(
      data,
      `SELECT p.patient_id, g.reason, g.detail FROM gap g JOIN patient p ON p.id = g.patient ORDER BY 1`,
    )
    expect(gaps).toEqual([
      {
        patient_id: '1',
        reason: 'unreadable',
        detail: 'line 2: shared.txt stands in rows of several patients',
      },
      {
        patient_id: '2',
        reason: 'unreadable',
        detail: 'line 3: shared.txt stands in rows of several patients',
      },
      { patient_id: '3', reason: 'unsafe', detail: 'line 4: status held' },
      {
        patient_id: '7',
        reason: 'unreadable',
        detail: 'line 2: the table of documents must have "index" in its name (index.csv)',
      },
    ])
    const problems = query(data, `SELECT place, text FROM field_problem WHERE text = 'soon'`)
    expect(problems).toEqual([{ place: 'line 7 date', text: 'soon' }])
  })

  test('of patients, stays, medicines, allergies, problems', () => {
    write(
      'sansho-mapping.yaml',
      `sansho: 1
name: ward
tables:
  - { files: p.csv, kind: patients, columns: { patient: id, name: name, kana: kana, birth: born, sex: sex } }
  - { files: e.csv, kind: encounters, columns: { patient: id, type: type, start: from, end: to, ward: ward, bed: bed }, values: { type: { 入院: inpatient, 外来: outpatient } } }
  - { files: m.csv, kind: medications, columns: { patient: id, drug: drug, dose: dose, doseUnit: unit, start: from, days: days } }
  - { files: a.csv, kind: allergies, columns: { patient: id, substance: what, state: has }, values: { has: {} , state: { あり: present, なし: none-known } } }
  - { files: d.csv, kind: problems, columns: { patient: id, name: name, icd10: icd, onset: from } }
  - { files: v.csv, kind: vitals, columns: { patient: id, collected: at, value: none }, items: { 体温: t, 脈拍: p } }
`.replace('values: { has: {} , state', 'values: { state'),
    )
    write('p.csv', 'id,name,kana,born,sex\n007,山田　太郎,ヤマダ　タロウ,S45.1.1,男\n')
    write(
      'e.csv',
      'id,type,from,to,ward,bed\n007,入院,2022/10/25,,5B,12\n007,外来,2022/10/01,,,\n007,見学,2022/10/02,,,\n',
    )
    write('m.csv', 'id,drug,dose,unit,from,days\n007,アムロジピン錠５ｍｇ,1,錠,2022/10/25,7\n')
    write('a.csv', 'id,what,has\n007,ペニシリン,あり\n')
    write('d.csv', 'id,name,icd,from\n007,高血圧症,I10,2019\n')
    write('v.csv', 'id,at,t,p,none\n007,2022/10/31 6:00,36.5,72,\n')
    const { records, resources } = load()
    expect(records).toMatchObject({
      encounterEvent: 2,
      medicationOrder: 1,
      allergy: 1,
      problem: 1,
      observationGroup: 1,
      result: 2,
    })
    expect(resources).toMatchObject({ seen: 8, loaded: 7, notInterpreted: 1 })
    expect(
      rows('SELECT patient_id, family, given, birth_at, birth_text, sex FROM patient'),
    ).toEqual([
      {
        patient_id: '007',
        family: '山田',
        given: '太郎',
        birth_at: '1970-01-01',
        birth_text: 'S45.1.1',
        sex: 'M',
      },
    ])
    expect(
      rows("SELECT bed FROM encounter WHERE status = 'in-progress' AND class = 'inpatient'"),
    ).toEqual([{ bed: '12' }])
    expect(rows("SELECT reason, detail FROM gap WHERE data_type = 'Encounter'")).toEqual([
      { reason: 'not-interpreted', detail: 'line 4: not of a kind that the mapping explains' },
    ])
  })

  test('keeps values as written; what the status column calls invalid never looks valid', () => {
    const status = '    status: { column: state, valid: [done], deleted: [void] }\n'
    writeMapping('labs', 'patient item value unit collected', status)
    write(
      'table.csv',
      'patient,item,value,unit,collected,state\n="007",CRP,<0.1,mg/dL,2022/10/31 6:45,done\n="007",K,5.8,mmol/L,2022/10/31 6:45,done\n="007",Na,140,mmol/L,2022/10/31 6:45,void\n="007",Cl,100,mmol/L,2022/10/31 6:45,maybe\n',
    )
    load()
    expect(
      rows(
        'SELECT value, number, comparator FROM observation o JOIN current_observation_group g ON g.id = o.group_id ORDER BY seq',
      ),
    ).toEqual([
      { value: '<0.1', number: 0.1, comparator: '<' },
      { value: '5.8', number: 5.8, comparator: '' },
    ])
    expect(rows('SELECT count(*) AS n FROM observation_group')).toEqual([{ n: 2 }])
    expect(rows("SELECT reason, detail FROM gap WHERE data_type = 'Observation'")).toEqual([
      { reason: 'unsafe', detail: 'line 5: status maybe' },
    ])
    expect(rows('SELECT patient_id FROM patient')).toEqual([{ patient_id: '007' }])
  })

  test('names rows that would shift, rows of nobody, and characters that were lost', () => {
    writeMapping('allergies', 'patient substance')
    write(
      'table.csv',
      Buffer.concat([
        Buffer.from('patient,substance\n1,egg\n2\n3,milk,beef\n,nut\n4,ok,\n5,'),
        Buffer.from([0x83, 0x47, 0x83, 0x72, 0xff]),
        Buffer.from('\n'),
      ]),
    )
    const { resources } = load()
    expect(resources).toMatchObject({ seen: 6, loaded: 3, refused: 3 })
    const gaps = rows<{ detail: string }>(
      "SELECT detail FROM gap WHERE data_type = 'AllergyIntolerance' ORDER BY detail",
    ).map(({ detail }) => detail)
    expect(gaps).toEqual([
      'line 3: 1 cells under 2 heads',
      'line 4: 3 cells under 2 heads',
      'line 5: no patient',
    ])
    expect(rows("SELECT reason FROM field_problem WHERE place LIKE 'line 7%'")).toEqual([
      { reason: 'characters that the encoding does not have' },
    ])
  })

  test('says of a table without a mapping, or with a faulty one, that it is not read', () => {
    write('alone.csv', 'a,b\n1,2\n')
    writeMapping('labs', 'patient item value nonsense', '', 'faulty/')
    write('faulty/table.csv', 'patient,item,value\n1,K,4\n')
    writeMapping('labs', 'patient item value', '', 'ok/')
    write('ok/table.csv', 'patient,item,value\n1,K,4\n')
    write('ok/table2.csv', 'patient,name,value\n1,K,4\n')
    load()
    const files = rows<{ path: string; disposition: string; detail: string }>(
      'SELECT path, disposition, detail FROM file ORDER BY path',
      'manifest',
    )
    expect(
      files.map(({ path: each, disposition, detail }) => `${each} ${disposition} ${detail}`),
    ).toEqual([
      'alone.csv notInterpreted a table without a mapping (sansho-mapping.yaml)',
      'faulty/sansho-mapping.yaml quarantined line 10, column 7: a table of labs has no "nonsense"; it has: patient, item, code, value, unit, range, rangeLow, rangeHigh, flag, resultStatus, collected, reported, specimen, order, panel, method, comment, patientName, patientKana, patientBirth, patientSex',
      'faulty/table.csv notInterpreted its mapping has faults: sansho mapping check says which',
      'ok/sansho-mapping.yaml ignored ',
      'ok/table.csv loaded ',
      'ok/table2.csv quarantined no column item; the table has: patient, name, value',
    ])
  })

  test('takes documents from an index, and no file that leads out of it', () => {
    writeMapping('documents', 'patient file title date')
    const yaml = fs.readFileSync(path.join(work, 'export', 'sansho-mapping.yaml'), 'utf8')
    write('sansho-mapping.yaml', yaml.replace('table*.csv', 'index.csv'))
    write(
      'index.csv',
      'patient,file,title,date\n1,docs\\a.txt,経過,2022/10/31\n2,docs/b.txt,要約,R4.10.1\n2,../secret.txt,x,\n3,docs/none.pdf,x,\n',
    )
    write('docs/a.txt', '特に訴えなし')
    write('docs/b.txt', Buffer.alloc(3000, 0))
    write('docs/c.txt', '誰のものでもない')
    load()
    expect(
      rows(
        'SELECT patient_id, title, document_at FROM document d JOIN patient p ON p.id = d.patient',
      ),
    ).toEqual([{ patient_id: '1', title: '経過', document_at: '2022-10-31' }])
    const gaps = rows<{ patient_id: string; reason: string; date: string }>(
      'SELECT p.patient_id, g.reason, g.date FROM gap g LEFT JOIN patient p ON p.id = g.patient ORDER BY p.patient_id, reason',
    )
    expect(gaps).toEqual(
      expect.arrayContaining([
        { patient_id: '2', reason: 'zero-filled', date: '2022-10-01' },
        { patient_id: '2', reason: 'unreadable', date: '' },
        { patient_id: '3', reason: 'unreadable', date: '' },
      ]),
    )
    const left = rows<{ disposition: string }>(
      "SELECT disposition FROM file WHERE path = 'docs/c.txt'",
      'manifest',
    )
    expect(left).toEqual([{ disposition: 'notInterpreted' }])
  })

  test('still finds what ransomware leaves among tables and texts', () => {
    writeMapping('labs', 'patient item value')
    write('table.csv', 'patient,item,value\n1,K,4\n')
    write('table2.csv', randomBytes(4000))
    write('other.csv', randomBytes(4000))
    write(
      'how-to-get-them-back.txt',
      'All your files have been encrypted. To decrypt your files send bitcoin to our wallet.',
    )
    load('--accept-damage', 'test')
    const verdicts = rows<{ path: string; verdict: string }>(
      "SELECT path, verdict FROM file WHERE verdict NOT IN ('', 'sound') ORDER BY path",
      'manifest',
    )
    expect(verdicts).toEqual([
      { path: 'how-to-get-them-back.txt', verdict: 'ransom-note' },
      { path: 'other.csv', verdict: 'encrypted' },
      { path: 'table2.csv', verdict: 'encrypted' },
    ])
  })

  test('a mapping that is added later changes what the other files are', () => {
    write('x/table.csv', 'patient,item,value\n1,K,4\n')
    writeMapping('labs', 'patient item value', '', 'y/')
    write('y/table.csv', 'patient,item,value\n1,Na,140\n')
    write('x/docs/a.txt', 'text')
    load()
    expect(rows('SELECT count(*) AS n FROM observation')).toEqual([{ n: 1 }])
    writeMapping('labs', 'patient item value', '', 'x/')
    load()
    expect(rows('SELECT count(*) AS n FROM observation')).toEqual([{ n: 2 }])
  })

  test('of the examples that come with the product', () => {
    const examples = new URL('../../../docs/examples/', import.meta.url).pathname
    const sources = ['laboratory', 'documents', 'operations'].map(
      (name) => `${name}=${path.join(examples, name)}`,
    )
    const outcome = sansho('load', ...sources, '--data', data, '--json')
    expect(outcome.code, outcome.stderr).toBe(3)
    const { records, gaps, patients } = report(outcome)
    expect(records).toMatchObject({ result: 4, order: 4, documentPart: 3 })
    expect([gaps, patients]).toEqual([1, 2])
    expect(
      rows(
        "SELECT value, flag FROM observation o JOIN current_observation_group g ON g.id = o.group_id WHERE flag = 'H'",
      ),
    ).toEqual([{ value: '5.8', flag: 'H' }])
    for (const [name, table, code] of [
      ['laboratory', 'kensa_202210.csv', 0],
      ['documents', 'index.csv', 3],
      ['operations', 'yotei.tsv', 0],
    ] as const) {
      const checked = sansho(
        'mapping',
        'check',
        path.join(examples, name, 'sansho-mapping.yaml'),
        path.join(examples, name, table),
      )
      expect(checked.code, checked.stdout + checked.stderr).toBe(code)
    }
  })
})

/** What a cipher's output looks like: the same each time. */
function randomBytes(length: number): Buffer {
  let state = 0x2545f491
  return Buffer.from(
    Array.from({ length }, () => {
      state ^= state << 13
      state ^= state >>> 17
      state ^= state << 5
      return state & 0xff
    }),
  )
}

test('what was written of a problem, why a patient came and how a result was found are columns, too', () => {
  const table = (name: string, kind: string, columns: string) => [
    `  - files: "${name}.csv"`,
    `    kind: ${kind}`,
    '    columns:',
    ...columns.split(' ').map((each) => `      ${each}: ${each}`),
  ]
  const lines = [
    'sansho: 1',
    'name: test',
    'tables:',
    ...table('stays', 'encounters', 'patient type start end reason'),
    ...table('problems', 'problems', 'patient name onset comment'),
    ...table('labs', 'labs', 'patient item value collected method'),
    ...table('vitals', 'vitals', 'patient item value collected method'),
  ]
  write('sansho-mapping.yaml', lines.join('\n'))
  write('stays.csv', 'patient,type,start,end,reason\n7,inpatient,2024-05-01,2024-05-09,吐血\n')
  write('problems.csv', 'patient,name,onset,comment\n7,胃癌,2024-04-01,他院で指摘\n')
  write('labs.csv', 'patient,item,value,collected,method\n7,CRP,0.1,2024-05-02,ラテックス法\n')
  write('vitals.csv', 'patient,item,value,collected,method\n7,体温,36.5,2024-05-02,腋窩\n')
  load()
  expect(rows('SELECT reason FROM encounter')).toEqual([{ reason: '吐血' }])
  expect(rows('SELECT event, reason FROM current_encounter_event ORDER BY event')).toEqual([
    { event: 'admission', reason: '吐血' },
    { event: 'discharge', reason: '' },
  ])
  expect(rows('SELECT note FROM current_problem')).toEqual([{ note: '他院で指摘' }])
  const methods = `SELECT o.value, t.display AS method FROM observation o JOIN term t ON t.id = o.method_id ORDER BY o.value`
  expect(rows(methods)).toEqual([
    { value: '0.1', method: 'ラテックス法' },
    { value: '36.5', method: '腋窩' },
  ])
})
