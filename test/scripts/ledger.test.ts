/** The backup register and the daily look at backups, as the person on duty uses them: by the program and in Excel. */
import { once } from 'node:events'
import fs from 'node:fs'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import {
  labSegments,
  sansho,
  startSansho,
  temporaryFolder,
  writeMessage,
} from '../loader/load/medium.ts'

let work: string
let data: string
let medium: string
beforeEach(() => {
  work = temporaryFolder()
  data = path.join(work, 'data')
  medium = path.join(work, 'medium')
})
afterEach(() => fs.rmSync(work, { recursive: true, force: true }))

function write(name: string, bytes: string | Uint8Array): string {
  const file = path.join(work, name)
  fs.writeFileSync(file, bytes)
  return file
}
const ledger = (...args: string[]) => sansho('ledger', ...args, '--data', data)
const listed = () =>
  ledger('--json')
    .stdout.trim()
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Record<string, string | number | null>)

const HEADING = 'システム名,ソース名,部門,警告までの時間'

describe('the register', () => {
  test('comes from a Shift_JIS list and goes back to one that Excel opens', () => {
    const file = write('list.csv', shiftJis())
    expect(ledger('import', file)).toMatchObject({ code: 0, stderr: '' })
    expect(listed()).toMatchObject([
      { name: '検査', source: 'lab', alarmHours: 24, alarm: 'never-proved' },
    ])
    const out = path.join(work, 'out.csv')
    expect(ledger('export', out).code).toBe(0)
    const text = fs.readFileSync(out, 'utf8')
    expect(text.startsWith('\ufeffシステム名,ソース名')).toBe(true)
    expect(text).toContain('\r\n検査,lab,')
    expect(ledger('export', out)).toMatchObject({ code: 4, stderr: expect.stringContaining(out) })
    expect(ledger('import', out).code).toBe(0)
    expect(listed()).toHaveLength(1)
  })

  test('a cell that Excel would run as a formula is inert, and comes back as it was', () => {
    ledger('import', write('list.csv', `${HEADING}\n"=HYPERLINK(""http://x"")",,+81,\n`))
    const out = path.join(work, 'out.csv')
    ledger('export', out)
    expect(fs.readFileSync(out, 'utf8')).toContain(`"'=HYPERLINK(""http://x"")"`)
    ledger('import', out)
    expect(listed()).toMatchObject([{ name: '=HYPERLINK("http://x")', department: '+81' }])
    ledger('import', write('wide.csv', `${HEADING}\n＝1+1,,＋81,\n`))
    const wide = path.join(work, 'wide-out.csv')
    ledger('export', wide)
    expect(fs.readFileSync(wide, 'utf8')).toContain(`'＝1+1,`)
  })

  test('times are read as Excel in Japanese writes them, and none that is still to come', () => {
    const heading = 'システム名,最終確認,最終読取確認'
    const file = write('list.csv', `${heading}\n検査,2026/1/20 8:05,2026-01-20\n`)
    expect(ledger('import', file)).toMatchObject({ code: 0, stderr: '' })
    const times = {
      lastSeenAt: '2026-01-19T23:05:00.000Z',
      lastProvedAt: '2026-01-19T15:00:00.000Z',
    }
    expect(listed()).toMatchObject([times])
    const wrong = write('wrong.csv', `${heading}\n検査,2026/2/30,2126/1/20\n画像,,2126/1/20\n`)
    const refused = ledger('import', wrong)
    expect(refused.code).toBe(4)
    expect(refused.stderr).toContain('row 2, 最終確認: "2026/2/30"')
    expect(refused.stderr).toContain('row 3, 最終読取確認: "2126-01-19T15:00:00.000Z"')
    expect(listed()).toMatchObject([times])
  })

  test.each([
    ['a row without a name', '電子カルテ,,,\n,lab,,\n', 'row 3, システム名: ""'],
    ['a source that no label can be', '電子カルテ,e h r,,\n', 'row 2, ソース名: "e h r"'],
    ['hours that are none', '電子カルテ,,,soon\n', 'row 2, 警告までの時間: "soon"'],
    [
      'a system that stands twice',
      '電子カルテ,,,\n電子カルテ,,,\n',
      'row 3, システム名: "電子カルテ"',
    ],
  ])('%s is named by row and column, and nothing changes', (_, rows, message) => {
    ledger('import', write('good.csv', `${HEADING}\n画像,,,\n`))
    const refused = ledger('import', write('bad.csv', `${HEADING}\n${rows}`))
    expect(refused.code).toBe(4)
    expect(refused.stderr).toContain(message)
    expect(listed()).toMatchObject([{ name: '画像' }])
  })

  test('one that cannot be read is left as it is', () => {
    ledger('import', write('good.csv', `${HEADING}\n画像,,,\n`))
    const file = path.join(data, 'ledger/ledger.json')
    fs.writeFileSync(file, '{"systems": [')
    for (const outcome of [ledger(), ledger('import', path.join(work, 'good.csv'))]) {
      expect(outcome.code).toBe(1)
      expect(outcome.stderr).toContain(file)
    }
    expect(fs.readFileSync(file, 'utf8')).toBe('{"systems": [')
  })
})

/** `システム名,ソース名,警告までの時間` and one row, as Excel's "CSV" writes them. */
function shiftJis(): Uint8Array {
  const words: Readonly<Record<string, string>> = {
    システム名: '835683588365838096bc',
    ソース名: '835c815b835896bc',
    警告までの時間: '8c788d9082dc82c582cc8e9e8ad4',
    検査: '8c9f8db8',
  }
  const encode = (text: string) =>
    text
      .split(',')
      .map((cell) => Buffer.from(words[cell] ?? Buffer.from(cell).toString('hex'), 'hex'))
  const line = (text: string) =>
    Buffer.concat(
      encode(text).flatMap((cell, index) => (index === 0 ? [cell] : [Buffer.from(','), cell])),
    )
  return Buffer.concat([
    line('システム名,ソース名,警告までの時間'),
    Buffer.from('\r\n'),
    line('検査,lab,24'),
    Buffer.from('\r\n'),
  ])
}

describe('the daily look', () => {
  const person = (n: number) => `00000001${String(n).padStart(2, '0')}`
  /** Patients with a laboratory report written now. */
  function fill(patients: number, hoursAgo = 0): void {
    const at = new Date(Date.now() - hoursAgo * 3_600_000 + 9 * 3_600_000)
    const timestamp = at.toISOString().replace(/\D/g, '').slice(0, 17)
    for (let n = 0; n < patients; n++) {
      const patientId = person(n)
      writeMessage(medium, { patientId, type: 'ADT-00', segments: ['PV1|1|O'], timestamp })
      const lab = { date: timestamp.slice(0, 8), order: '000000000000001', timestamp }
      writeMessage(medium, { patientId, type: 'OML-11', segments: labSegments('1.3'), ...lab })
    }
  }
  const look = (...args: string[]) =>
    sansho('watch', `ehr=${medium}`, '--once', '--data', data, ...args)
  const status = () => JSON.parse(fs.readFileSync(path.join(data, 'watch/ehr.json'), 'utf8'))

  test('at a sound backup says so, and the register knows that it proved readable', () => {
    fill(3)
    ledger('import', write('list.csv', `${HEADING}\n電子カルテ,ehr,,24\n画像,pacs,,24\n`))
    const before = fs.statSync(medium).mtimeMs
    expect(look()).toMatchObject({ code: 0, stderr: '' })
    expect(status()).toMatchObject({
      ok: true,
      alarms: [],
      validUntil: '',
      counts: { patients: 3 },
    })
    expect(fs.statSync(medium).mtimeMs).toBe(before)
    expect(listed()).toMatchObject([
      { name: '画像', alarm: 'never-proved', lastSeenAt: '' },
      { name: '電子カルテ', alarm: null },
    ])
    expect(ledger().code).toBe(3)
  })

  test.each<[string, string, () => void]>([
    ['is not there', 'unreadable', () => fs.rmSync(medium, { recursive: true, force: true })],
    [
      'holds nothing but a log',
      'empty',
      () => {
        fs.rmSync(medium, { recursive: true, force: true })
        fs.mkdirSync(medium)
        fs.writeFileSync(path.join(medium, 'job.log'), 'backup finished, 0 files\n')
      },
    ],
    [
      'has lost a patient',
      'shrunken',
      () => fs.rmSync(path.join(medium, '000', '000', person(0)), { recursive: true }),
    ],
    [
      'has lost a kind',
      'kind-gone',
      () => {
        for (let n = 0; n < 3; n++) {
          const folder = path.join(medium, '000', '000', person(n))
          for (const day of fs.readdirSync(folder)) {
            if (day !== '-') fs.rmSync(path.join(folder, day), { recursive: true })
          }
        }
      },
    ],
    [
      'is encrypted',
      'damaged',
      () => {
        const folder = path.join(medium, '000', '000', person(1), '-', 'ADT-00')
        for (const name of fs.readdirSync(folder)) {
          fs.writeFileSync(path.join(folder, name), crypto.getRandomValues(new Uint8Array(4096)))
        }
      },
    ],
  ])('at one that %s alarms, again and again until it is mended', (_, kind, harm) => {
    fill(3)
    expect(look().code).toBe(0)
    harm()
    for (let n = 0; n < 2; n++) {
      const outcome = look()
      expect(outcome.code).toBe(1)
      expect(outcome.stderr).toContain('ALARM ehr')
      const { ok, alarms } = status()
      expect(ok).toBe(false)
      expect(alarms.map((alarm: { kind: string }) => alarm.kind)).toContain(kind)
    }
    fs.rmSync(medium, { recursive: true, force: true })
    fill(3)
    expect(look().code).toBe(0)
    expect(status().ok).toBe(true)
  })

  test('at one with nothing new alarms, however new its files’ own times are', () => {
    fill(2, 72)
    // A file of a machine whose clock runs ahead says nothing of the others.
    const ahead = { patientId: person(0), type: 'ADT-00', segments: ['PV1|1|O'] }
    writeMessage(medium, { ...ahead, timestamp: '20990101000000000' })
    expect(look()).toMatchObject({ code: 1, stderr: expect.stringContaining('nothing recent') })
    expect(look('--stale', '80h').code).toBe(0)
  })

  test('goes on until it is stopped, and says by when the next one is due', async () => {
    fill(2)
    const watching = startSansho('watch', `ehr=${medium}`, '--every', '10m', '--data', data)
    const ended = once(watching, 'exit')
    await once(watching.stdout, 'data')
    const { checkedAt, validUntil, ok } = status()
    expect(ok).toBe(true)
    expect(Date.parse(validUntil) - Date.parse(checkedAt)).toBe(15 * 60_000)
    expect(watching.exitCode).toBeNull()
    watching.kill('SIGTERM')
    expect(await ended).toEqual([0, null])
  })

  test('that goes on alarms as loudly, and leaves what a monitor reads', async () => {
    fill(2, 72)
    const watching = startSansho('watch', `ehr=${medium}`, '--every', '10m', '--data', data)
    const ended = once(watching, 'exit')
    const [said] = await once(watching.stderr, 'data')
    expect(String(said)).toContain('ALARM ehr')
    const { checkedAt, validUntil, ok, alarms } = status()
    expect(ok).toBe(false)
    expect(alarms).toMatchObject([{ kind: 'stale' }])
    expect(Date.parse(validUntil)).toBeGreaterThan(Date.parse(checkedAt))
    expect(watching.exitCode).toBeNull()
    watching.kill('SIGTERM')
    expect(await ended).toEqual([1, null])
  })

  test('at several looks at each, though one is missing', () => {
    fill(2)
    const gone = path.join(work, 'gone')
    const outcome = sansho('watch', `a=${gone}`, `ehr=${medium}`, '--once', '--data', data)
    expect(outcome).toMatchObject({ code: 1, stderr: expect.stringContaining('ALARM a') })
    expect(status().ok).toBe(true)
  })

  test.each([
    [[]],
    [['--every', '24h', '--once']],
    [['--every', 'daily']],
    [['--once', '--stale', '0h']],
  ])('%j is wrong use, and nothing is written', (args) => {
    fill(1)
    expect(sansho('watch', medium, '--data', data, ...args).code).toBe(2)
    expect(fs.existsSync(data)).toBe(false)
  })
})
