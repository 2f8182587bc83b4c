/** The demo hospital's medium, made through the `sansho` program and read with nothing but the standards. */
import { execFileSync, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import dicomParser from 'dicom-parser'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

const SANSHO = join(import.meta.dirname, '../../../scripts/sansho.ts')
const PATIENTS = '26'
const SIZE = ['--patients', PATIENTS, '--years', '1']

const TYPES =
  'ADT-00 ADT-01 ADT-12 ADT-21 ADT-22 ADT-31 ADT-32 ADT-41 ADT-42 ADT-51 ADT-52 ADT-61 PPR-01 OMD OMP-01 OMP-11 OMP-02 OMP-12 OML-01 OML-11 OMG-01 OMG-11 OMG-02 OMG-12 OMG-03 OMG-13'.split(
    ' ',
  )

/** Segment order by data type, SS-MIX2 standardized storage 1.2: names joined by spaces, matched as a pattern. */
const STRUCTURES: Readonly<Record<string, RegExp>> = {
  'ADT-00': /^MSH EVN PID (MRG )?(NK1 )*PV1( OBX)*( AL1)*( IN1)*$/,
  'ADT-61': /^MSH EVN PID( IAM)+$/,
  'PPR-01': /^MSH PID( PRB ZPR ORC)+$/,
  OMD: /^MSH PID PV1( ORC TQ1 ODS)+$/,
  'OMP-01': /^MSH PID PV1( ORC RXE TQ1 RXR)+$/,
  'OMP-02': /^MSH PID PV1( ORC RXE TQ1 RXR( RXC)+)+$/,
  'OMP-11': /^MSH PID PV1 ORC( RXA)+ RXR$/,
  'OMP-12': /^MSH PID PV1 ORC( RXA)+ RXR$/,
  'OML-01': /^MSH PID PV1( SPM( ORC OBR( OBX)+)+)+$/,
  'OML-11': /^MSH PID PV1( SPM( OBR ORC( OBX)*)+)+$/,
  'OMG-01': /^MSH PID PV1( ORC TQ1 OBR)+$/,
  'OMG-02': /^MSH PID PV1( ORC TQ1 OBR)+$/,
  'OMG-03': /^MSH PID PV1( ORC TQ1 OBR)+$/,
  'OMG-11': /^MSH PID PV1( ORC TQ1 OBR( OBX)*( ZE1)*)+( IPC)+$/,
  'OMG-12': /^MSH PID PV1( ORC TQ1 OBR( OBX)*( ZE1)*)+( IPC)+$/,
  'OMG-13': /^MSH PID PV1( OBR( OBX)+)+$/,
}
const OTHER_ADT = /^MSH EVN PID PV1( PV2)?$/

let folder: string
let medium: string
let files: string[]

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'demo-hospital-'))
  medium = join(folder, 'medium')
  run('--out', medium, ...SIZE)
  files = listing(medium)
})

afterAll(() => {
  rmSync(folder, { recursive: true, force: true })
})

describe('the demo hospital', () => {
  it('writes the same bytes for the same arguments, and others for another seed', () => {
    const [again, other] = [join(folder, 'again'), join(folder, 'other')]
    run('--out', again, '--patients', '3', '--years', '1')
    const first = treeHash(again)
    run('--out', again, '--patients', '3', '--years', '1')
    run('--out', other, '--patients', '3', '--years', '1', '--seed', '2')
    expect(treeHash(again)).toBe(first)
    expect(treeHash(other)).not.toBe(first)
  })

  it('carries every data type of the standardized storage', () => {
    const seen = new Set(standard().map((path) => path.split('/')[5]))
    expect([...seen].sort()).toEqual([...TYPES].sort())
  })

  it('names folders and files as SS-MIX2 asks, the file repeating its path', () => {
    const name = /^(\d{10})_(\d{8}|-)_([A-Z]{3}(?:-\d{2})?)_(\d{15})_(\d{17})_(\d{2}|-)_([012])$/
    const wrong = standard().filter((path) => {
      const [, first, second, patient, date, type, file = ''] = path.split('/')
      const parts = name.exec(file)
      const agrees =
        parts?.[1] === patient &&
        parts?.[2] === date &&
        parts?.[3] === type &&
        patient?.slice(0, 3) === first &&
        patient?.slice(3, 6) === second
      return !agrees
    })
    expect(wrong).toEqual([])
  })

  it('writes messages in ISO-2022-JP that decode whole, with CR after every segment', () => {
    const wrong = standard().filter((path) => {
      const bytes = readFileSync(join(medium, path))
      const text = new TextDecoder('iso-2022-jp').decode(bytes)
      return (
        bytes.some((byte) => byte >= 0x80 || byte === 0x0a) ||
        text.includes('\ufffd') ||
        !text.startsWith('MSH|^~\\&|') ||
        !text.endsWith('\r')
      )
    })
    expect(wrong).toEqual([])
  })

  it('orders segments as each message asks, and names the patient of its folder', () => {
    const wrong = standard().filter((path) => {
      const segments = segmentsOf(path)
      const type = path.split('/')[5] ?? ''
      const names = segments.map((segment) => segment.slice(0, 3)).join(' ')
      const id = fields(segments, 'PID')[3]?.split('^')[0]
      return !(STRUCTURES[type] ?? OTHER_ADT).test(names) || id !== path.split('/')[3]
    })
    expect(wrong).toEqual([])
  })

  it('flags laboratory values by the range beside them, and only by it', () => {
    const wrong: string[] = []
    for (const path of standard().filter((each) => each.includes('/OML-11/'))) {
      for (const segment of segmentsOf(path)) {
        const [name, , type, , , value = '', , range = '', flag = ''] = segment.split('|')
        const [, low = '', high = ''] = /^([\d.]+)-([\d.]+)$/.exec(range) ?? []
        if (name !== 'OBX' || type !== 'NM' || low === '') continue
        const expected = Number(value) > Number(high) ? 'H' : Number(value) < Number(low) ? 'L' : ''
        if (flag !== expected) wrong.push(segment)
      }
    }
    expect(wrong).toEqual([])
  })

  it('says of in-patients’ brought medicines that they are, and of nobody else’s', () => {
    const prescriptions = standard().filter((path) => path.includes('/OMP-01/'))
    const brought = prescriptions
      .map(segmentsOf)
      .filter((segments) =>
        (fields(segments, 'RXE')[21] ?? '').includes('~BDP^持参薬処方^JHSP0007'),
      )
    expect(brought.length).toBeGreaterThan(0)
    expect(brought.length).toBeLessThan(prescriptions.length / 5)
    for (const segments of brought) expect(fields(segments, 'PV1')[2]).toBe('I')
  })

  it('keeps at most one current version of an order', () => {
    const current = standard()
      .filter((path) => path.endsWith('_1') && !path.includes('_999999999999999_'))
      .map((path) => basename(path).split('_').slice(0, 4).join('_'))
    expect(current.filter((key, i) => current.indexOf(key) !== i)).toEqual([])
  })

  it('has corrected, superseded, deleted and cancelled files', () => {
    const flags = new Set(standard().map((path) => path.at(-1)))
    expect([...flags].sort()).toEqual(['0', '1', '2'])
    const orders = standard().filter((path) => path.endsWith('_0'))
    expect(orders.some((path) => fields(segmentsOf(path), 'ORC')[1] === 'CA')).toBe(true)
    const results = standard().filter((path) => path.includes('/OML-11/'))
    expect(results.some((path) => segmentsOf(path).some((s) => s.split('|')[11] === 'C'))).toBe(
      true,
    )
  })

  it('knows nothing newer than its snapshot', () => {
    const sent = standard().map((path) => (basename(path).split('_')[4] ?? '').slice(0, 12))
    expect(sent.filter((time) => time > '202610310300')).toEqual([])
  })

  it('has the named patients: a man of 1958 with drug allergies and his namesakes, a merged one, a dead one', () => {
    const masters = standard()
      .filter((path) => path.includes('/ADT-00/'))
      .map(segmentsOf)
    const named = masters.filter((segments) =>
      fields(segments, 'PID')[5]?.includes('サイトウ^イチロウ'),
    )
    expect(named.length).toBe(4)
    const wanted = named.find((segments) => fields(segments, 'PID')[7] === '19580302') ?? []
    expect(wanted.filter((segment) => segment.startsWith('AL1')).length).toBe(3)
    const merged = masters.find((segments) => fields(segments, 'MRG').length > 0) ?? []
    expect(fields(merged, 'MRG')[1]).toBe('0000009871^^^^PI')
    expect(fields(merged, 'PID')[3]?.split('~')[1]).toBe('0000009871^^^^PI')
    expect(standard().some((path) => path.includes('/0000009871/'))).toBe(true)
    const dead = masters.find((segments) => fields(segments, 'PID')[30] === 'Y') ?? []
    expect(fields(dead, 'PID')[29]).toMatch(/^\d{12}$/)
  })

  it('has two in-patients among every five', () => {
    const admitted = count('/ADT-22/') - count('/ADT-52/')
    expect(admitted / Number(PATIENTS)).toBeGreaterThan(0.35)
    expect(admitted / Number(PATIENTS)).toBeLessThan(0.65)
  })

  it('files documents in content folders with one main document each', () => {
    const folders = new Map<string, string[]>()
    for (const path of files.filter((each) => each.startsWith('extended/'))) {
      const parts = path.split('/')
      const name = parts[6] ?? ''
      expect(name.startsWith(`${parts[3]}_${parts[4]}_${parts[5]}_`)).toBe(true)
      expect(name).toMatch(/_\d{17}_\d{2}_[012]$/)
      folders.set(parts.slice(0, 7).join('/'), [
        ...(folders.get(parts.slice(0, 7).join('/')) ?? []),
        parts[7] ?? '',
      ])
    }
    const mains = [...folders.values()].map(
      (names) => names.filter((name) => name.startsWith('main_document.')).length,
    )
    expect(new Set(mains)).toEqual(new Set([1]))
    const types = new Set([...folders.keys()].map((path) => path.split('/')[5]))
    for (const code of [
      '11506-3',
      '34746-8',
      '11504-8',
      '59774-0',
      '18842-5',
      '57133-1',
      '18748-4',
      '11526-1',
    ]) {
      expect([...types].some((type) => type?.includes(`^${code}^`))).toBe(true)
    }
    expect(types.has('L-OBSERVATIONS^OBSERVATIONS^99ZL01^^^')).toBe(true)
  })

  it('writes DICOM that a parser reads, tied to the order by Study UID and accession number', () => {
    const orders = standard()
      .filter((path) => path.includes('/OMG-11/'))
      .map((path) => fields(segmentsOf(path), 'IPC'))
    const images = files.filter((path) => path.endsWith('.dcm'))
    const modalities = new Set<string>()
    const syntaxes = new Set<string>()
    for (const path of images) {
      const set = dicomParser.parseDicom(readFileSync(join(medium, path)))
      modalities.add(set.string('x00080060') ?? '')
      syntaxes.add(set.string('x00020010') ?? '')
      expect(set.string('x00100020')).toBe(path.split('/')[1])
      const order = orders.find((ipc) => ipc[3] === set.string('x0020000d'))
      expect(order?.[1]).toBe(set.string('x00080050'))
      expect(set.elements.x7fe00010?.length).toBeGreaterThan(1000)
    }
    expect([...modalities].sort()).toEqual(['CR', 'CT', 'US'])
    expect(syntaxes.size).toBe(4)
    expect(
      images.filter((path) => path.split('/')[1] === '0000012345').length,
    ).toBeGreaterThanOrEqual(40)
  })
})

describe('a damaged medium', () => {
  let damaged: string
  let list: { path: string; kind: string; patient: string; before?: string }[]

  beforeAll(() => {
    damaged = join(folder, 'damaged')
    run('--out', damaged, ...SIZE, '--damage')
    list = JSON.parse(readFileSync(`${damaged}.damage.json`, 'utf8')).damage
  })

  it('differs from the sound one exactly where its list says', () => {
    const now = new Map(listing(damaged).map((path) => [path, hashOf(join(damaged, path))]))
    const before = new Map(files.map((path) => [path, hashOf(join(medium, path))]))
    const changed = new Set<string>()
    for (const [path, hash] of before) if (now.get(path) !== hash) changed.add(path)
    for (const path of now.keys()) if (!before.has(path)) changed.add(path)
    const named = new Set(list.flatMap(({ path, before: old }) => (old ? [path, old] : [path])))
    expect([...named].sort()).toEqual([...changed].sort())
  })

  it('has every kind of damage, and says whose chart each touches', () => {
    const kinds =
      'empty encoding-euc-jp encoding-shift_jis encoding-utf-8 encrypted encrypted-intermittent encrypted-renamed identity-mismatch junk missing path-mismatch ransom-note truncated unknown-type zero-filled'
    expect([...new Set(list.map(({ kind }) => kind))].sort().join(' ')).toBe(kinds)
    expect(list.filter(({ patient }) => !/^\d{10}$/.test(patient))).toEqual([])
  })

  it('lost one whole day', () => {
    const missing = list.filter(({ kind }) => kind === 'missing').map(({ path }) => path)
    const days = new Set(missing.map((path) => path.split('/')[path.startsWith('dicom') ? 2 : 4]))
    expect(days.size).toBe(1)
    const [day = ''] = days
    const left = listing(damaged).filter((path) => path.split('/').includes(day))
    const added = new Set(list.filter(({ kind }) => kind !== 'missing').map(({ path }) => path))
    expect(left.filter((path) => !added.has(path))).toEqual([])
  })

  it('keeps the words of messages that it only wrote in another encoding', () => {
    const recoded = list.filter(({ kind }) => kind.startsWith('encoding-'))
    for (const { path, kind } of recoded) {
      const text = new TextDecoder(kind.slice('encoding-'.length)).decode(
        readFileSync(join(damaged, path)),
      )
      expect(text.replaceAll('ー', '').length).toBeGreaterThan(100)
      const sound = new TextDecoder('iso-2022-jp').decode(readFileSync(join(medium, path)))
      expect(text).toBe(sound)
    }
  })
})

describe('sansho demo-hospital', () => {
  it('will not write into a folder that holds something else', () => {
    const mine = mkdtempSync(join(tmpdir(), 'somebody-'))
    writeFileSync(join(mine, 'thesis.txt'), 'years of work')
    const result = spawnSync(process.execPath, [
      SANSHO,
      'demo-hospital',
      '--out',
      mine,
      '--patients',
      '1',
    ])
    expect(result.status).toBe(4)
    expect(readdirSync(mine)).toEqual(['thesis.txt'])
    rmSync(mine, { recursive: true })
  })

  it.each([
    [['--patients', '3']],
    [['--out', 'x', '--patients', '0']],
    [['--out', 'x', '--years', 'three']],
    [['--out', 'x', '--wards', '3']],
  ])('refuses wrong arguments %j', (args) => {
    const result = spawnSync(process.execPath, [SANSHO, 'demo-hospital', ...args])
    expect(result.status).toBe(2)
    expect(result.stderr.toString()).toContain('demo-hospital')
  })

  it.each(['ja_JP.UTF-8', 'C'])('explains itself (%s)', (locale) => {
    const help = execFileSync(process.execPath, [SANSHO, 'demo-hospital', '--help'], {
      env: { LC_ALL: locale },
    }).toString()
    for (const option of ['--out', '--patients', '--years', '--seed', '--damage'])
      expect(help).toContain(option)
    expect(/[ぁ-ん]/.test(help)).toBe(locale.startsWith('ja'))
  })
})

function run(...args: string[]): void {
  execFileSync(process.execPath, [SANSHO, 'demo-hospital', ...args])
}

function listing(root: string): string[] {
  return readdirSync(root, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(root.length + 1))
    .sort()
}

function standard(): string[] {
  return files.filter((path) => path.startsWith('standard/'))
}

function count(part: string): number {
  return standard().filter((path) => path.includes(part)).length
}

function segmentsOf(path: string): string[] {
  const text = new TextDecoder('iso-2022-jp').decode(readFileSync(join(medium, path)))
  return text.split('\r').filter((segment) => segment !== '')
}

/** Fields of the first segment of that name; index = field number. */
function fields(segments: readonly string[], name: string): string[] {
  return segments.find((segment) => segment.startsWith(`${name}|`))?.split('|') ?? []
}

function hashOf(path: string): string {
  return createHash('sha256').update(readFileSync(path)).digest('hex')
}

function treeHash(root: string): string {
  const hash = createHash('sha256')
  for (const path of listing(root)) hash.update(`${path}\0${hashOf(join(root, path))}\n`)
  return hash.digest('hex')
}
