import crypto from 'node:crypto'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import zlib from 'node:zlib'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { parseSources } from '../../../loader/sources/source-argument.ts'
import { readArchive, type TarEntry, tarOf, textOf, zipOf } from './archive-door.ts'

let root = ''
beforeEach(() => {
  root = fs.mkdtempSync(path.join(os.tmpdir(), 'sansho-archive-'))
})
afterEach(() => fs.rmSync(root, { recursive: true, force: true }))

function written(name: string, bytes: Uint8Array): string {
  const file = path.join(root, name)
  fs.writeFileSync(file, bytes)
  return file
}

/** Larger than a piece of any reader. */
const LARGE = 'x'.repeat(3_000_000)
const CONTENT = new Map([
  ['a/first', 'one'],
  ['a/empty', ''],
  ['b/漢字.txt', 'two'],
  [`${'long-folder-name/'.repeat(15)}file`, 'three'],
  ['b/large', LARGE],
])

async function tarOfContent(): Promise<Buffer> {
  return tarOf([
    { name: 'a/', type: 'directory' },
    ...[...CONTENT].map(([name, bytes]) => ({ name, bytes })),
  ])
}
const zipOfContent = (flags = 0) =>
  zipOf([...CONTENT].map(([name, bytes]) => ({ name, bytes, flags: flags | 0x800 })))

const KINDS: readonly (readonly [string, () => Promise<Buffer>])[] = [
  ['x.tar', tarOfContent],
  ['x.tar.gz', async () => zlib.gzipSync(await tarOfContent())],
  ['x.tgz', async () => inMembers(await tarOfContent(), zlib.gzipSync)],
  ['x.tar.zst', async () => zlib.zstdCompressSync(await tarOfContent())],
  ['frames.tar.zst', async () => inMembers(await tarOfContent(), zlib.zstdCompressSync)],
  ['x.zip', async () => zipOfContent()],
  ['streamed.zip', async () => zipOfContent(8)],
]

/** As pigz, pzstd and `cat` make them. */
function inMembers(bytes: Buffer, compress: (piece: Buffer) => Buffer): Buffer {
  const cut = 1_000_000
  return Buffer.concat([compress(bytes.subarray(0, cut)), compress(bytes.subarray(cut))])
}

describe.each(KINDS)('%s', (name, make) => {
  test('every file comes once with its bytes and hash', async () => {
    const files = await readArchive(written(name, await make()))
    expect(files.map(({ path }) => path).sort()).toEqual([...CONTENT.keys()].sort())
    for (const file of files) {
      expect(textOf(file)).toBe(CONTENT.get(file.path))
      expect(file.sha256).toBe(crypto.hash('sha256', CONTENT.get(file.path) ?? ''))
      expect(file.size).toBe(file.bytes?.length)
    }
  })

  test('in volumes it is the same; a volume that is missing is named', async () => {
    const whole = await make()
    const third = Math.ceil(whole.length / 3)
    const first = written(`${name}.001`, whole.subarray(0, third))
    const second = written(`${name}.002`, whole.subarray(third, 2 * third))
    written(`${name}.003`, whole.subarray(2 * third))
    const files = await readArchive(first)
    expect(new Map(files.map((file) => [file.path, textOf(file)]))).toEqual(CONTENT)
    fs.rmSync(second)
    const fewer = await readArchive(first)
    const problems = fewer.filter((file) => file.path === `<${name}>`)
    expect(problems).toHaveLength(1)
    expect(problems[0]?.failure).toContain(`${name}.002 is missing`)
    expect(() => parseSources([path.join(root, `${name}.003`)])).toThrow('name the first one')
  })

  test('cut anywhere, what is whole in front of the cut is given and the cut is named once', async () => {
    const whole = await make()
    for (const share of [0.02, 0.3, 0.8, 0.99]) {
      const cut = written(name, whole.subarray(0, Math.floor(whole.length * share)))
      const files = await readArchive(cut)
      const problems = files.filter((file) => file.path.startsWith('<'))
      expect(problems, `at ${share}`).toHaveLength(1)
      expect(problems[0]).toMatchObject({ refusal: 'truncated', bytes: null })
      expect(problems[0]?.failure).toMatch(/byte [\d,]+/)
      for (const file of files) {
        if (file.bytes !== null) expect(textOf(file)).toBe(CONTENT.get(file.path))
        else expect(file.refusal, file.path).toBe('truncated')
      }
    }
  })

  test('the medium is not changed by being read', async () => {
    const file = written(name, await make())
    const before = { bytes: fs.readFileSync(file), stat: fs.statSync(file) }
    fs.chmodSync(file, 0o444)
    await readArchive(file)
    expect(fs.readFileSync(file).equals(before.bytes)).toBe(true)
    expect(fs.statSync(file).mtimeMs).toBe(before.stat.mtimeMs)
    expect(fs.readdirSync(root)).toEqual([name])
  })
})

test('damage in the middle of a tar is named as a range, and reading goes on behind it', async () => {
  const whole = await tarOf(['a', 'b', 'c', 'd'].map((name) => ({ name, bytes: name })))
  // Header and content of b.
  for (const filling of [0x55, 0]) {
    const damaged = Buffer.from(whole)
    damaged.fill(filling, 1024, 2048)
    const files = await readArchive(written('x.tar', damaged))
    const found = files.map((file) => textOf(file) ?? file.failure)
    expect(found).toEqual(['a', expect.stringContaining('bytes 1,024 to 2,048'), 'c', 'd'])
  }
})

test('a wrong checksum at the end of gzip or zstd takes no file with it and is told', async () => {
  for (const [name, compress] of [
    ['x.tar.gz', zlib.gzipSync],
    [
      'x.tar.zst',
      (bytes: Buffer) =>
        zlib.zstdCompressSync(bytes, {
          params: { [zlib.constants.ZSTD_c_checksumFlag]: 1 },
        }),
    ],
  ] as const) {
    const damaged = Buffer.from(compress(await tarOfContent()))
    // gzip ends with the CRC-32 and the length (RFC 1952 2.3.1), zstd with 4 bytes of checksum (RFC 8878 3.1.1).
    const at = damaged.length - (name === 'x.tar.gz' ? 8 : 4)
    damaged[at] = (damaged[at] ?? 0) ^ 1
    const files = await readArchive(written(name, damaged))
    expect(files.filter((file) => file.bytes !== null)).toHaveLength(CONTENT.size)
    expect(files.at(-1), name).toMatchObject({
      failure:
        'the checksum of the compressed stream is wrong: at least one of its files is not what was packed, and which one is not known',
    })
    expect(files.at(-1)?.refusal, name).toBeUndefined()
  }
})

describe('hostile entries', () => {
  const HOSTILE: readonly (readonly [TarEntry, object])[] = [
    [
      { name: '../../etc/passwd', bytes: 'x' },
      { path: '../../etc/passwd', refusal: 'unsafe-name' },
    ],
    [
      { name: 'a/../../b', bytes: 'x' },
      { path: 'a/../../b', refusal: 'unsafe-name' },
    ],
    [
      { name: 'a\\..\\..\\b', bytes: 'x' },
      { path: 'a\\..\\..\\b', refusal: 'unsafe-name' },
    ],
    [
      { name: '/etc/shadow', bytes: 'x' },
      { path: 'etc/shadow', failure: '' },
    ],
    [
      { name: 'C:/Windows/x', bytes: 'x' },
      { path: 'Windows/x', failure: '' },
    ],
    [
      { name: './/a/./b', bytes: 'x' },
      { path: 'a/b', failure: '' },
    ],
    [
      { name: 'line\nbreak\x1b[2J', bytes: 'x' },
      { path: 'line\\x0abreak\\x1b[2J', failure: '' },
    ],
    [
      { name: 's', type: 'symlink', linkname: '/etc/passwd' },
      { path: 's', ignored: 'symbolic-link' },
    ],
    [
      { name: 'h', type: 'link', linkname: '/etc/passwd' },
      { path: 'h', bytes: null, failure: expect.stringContaining('hard link to etc/passwd') },
    ],
    [
      { name: 'dev', type: 'character-device' },
      { path: 'dev', ignored: 'not-a-regular-file' },
    ],
    [
      { name: 'disk', type: 'block-device' },
      { path: 'disk', ignored: 'not-a-regular-file' },
    ],
    [
      { name: 'pipe', type: 'fifo' },
      { path: 'pipe', ignored: 'not-a-regular-file' },
    ],
  ]

  test.each(HOSTILE)('tar: %o', async (entry, expected) => {
    const archive = await tarOf([entry, { name: 'sound', bytes: 'ok' }])
    const files = await readArchive(written('x.tar', archive))
    expect(files[0]).toMatchObject(expected)
    expect(textOf(files[1])).toBe('ok')
    expect(files).toHaveLength(2)
    expect(fs.readdirSync(root)).toEqual(['x.tar'])
  })

  test('a hard link to a file of the same name that was read is no loss', async () => {
    const archive = await tarOf([
      { name: 'daily.0/f', bytes: 'x' },
      { name: 'daily.1/f', type: 'link', linkname: 'daily.0/f' },
    ])
    const files = await readArchive(written('x.tar', archive))
    expect(files[1]).toMatchObject({ path: 'daily.1/f', ignored: 'hard-link' })
  })

  test('a name that comes twice: a copy is ignored, another content is quarantined', async () => {
    const entries = ['one', 'one', 'two'].map((bytes) => ({ name: 'f', bytes }))
    for (const [name, bytes] of [
      ['x.tar', await tarOf(entries)],
      ['x.zip', zipOf(entries)],
    ] as const) {
      const [first, second, third] = await readArchive(written(name, bytes))
      expect(textOf(first)).toBe('one')
      expect(second).toMatchObject({ ignored: 'duplicate-copy', bytes: null })
      expect(third).toMatchObject({ refusal: 'duplicate-name', bytes: null })
    }
  })

  test('names in Shift_JIS and EUC-JP are read, others shown byte by byte', async () => {
    const sjis = Buffer.from([0x83, 0x5c, 0x94, 0x5c, 0x2e, 0x74, 0x78, 0x74])
    const euc = Buffer.from([0xb4, 0xb5, 0xbc, 0xd4])
    const neither = Buffer.from([0x61, 0xff, 0xfe])
    const names = [sjis, euc, neither]
    const files = await readArchive(written('x.zip', zipOf(names.map((name) => ({ name })))))
    expect(files.map((file) => file.path)).toEqual(['ソ能.txt', '患者', 'a\\xff\\xfe'])
  })

  test('zip: backslashes are folders, links and devices are named, methods that are not read too', async () => {
    const files = await readArchive(
      written(
        'x.zip',
        zipOf([
          { name: 'a\\b\\c', bytes: 'x' },
          { name: '..\\up', bytes: 'x' },
          { name: 'nul\0name', bytes: 'x' },
          { name: 'link', bytes: '/etc/passwd', mode: 0o120777 },
          { name: 'dev', mode: 0o020666 },
          { name: 'locked', bytes: 'x', flags: 1 },
          { name: 'old', bytes: 'x', method: 9 },
          { name: 'wrong', bytes: 'x', crc32: 1 },
          { name: 'short', bytes: 'xxxx', size: 3 },
          { name: 'long', bytes: 'xxxx', size: 5 },
          { name: 'huge', bytes: 'x', size: 0xfffffff0 },
        ]),
      ),
    )
    expect(
      files.map(({ path, refusal, ignored, failure }) => [
        path,
        refusal ?? ignored,
        failure !== '',
      ]),
    ).toEqual([
      ['a/b/c', '', false],
      ['../up', 'unsafe-name', true],
      ['nul\\x00name', 'unsafe-name', true],
      ['link', 'symbolic-link', false],
      ['dev', 'not-a-regular-file', false],
      ['locked', 'encrypted', true],
      ['old', '', true],
      ['wrong', '', true],
      ['short', '', true],
      ['long', '', true],
      ['huge', '', true],
    ])
    expect(files[7]?.failure).toContain('CRC-32')
    expect(files[6]?.failure).toContain('Deflate64')
  })

  test('a bomb is left alone, with the files in front of it', async () => {
    const zeros = Buffer.alloc(2 ** 24)
    const header = (await tarOf([{ name: 'sound', bytes: 'ok' }])).subarray(0, 1024)
    const piece = zlib.gzipSync(zeros)
    const big = bombHeader(2 ** 40)
    const bomb = Buffer.concat([
      zlib.gzipSync(Buffer.concat([header, big])),
      ...Array(100).fill(piece),
    ])
    const files = await readArchive(written('x.tar.gz', bomb))
    expect(textOf(files[0])).toBe('ok')
    expect(files[1]).toMatchObject({ path: 'bomb', refusal: 'truncated', bytes: null })
    expect(files[2]?.failure).toContain('bomb')
    expect(files).toHaveLength(3)
  })
})

/** A file of `size` bytes, its length in base-256. */
function bombHeader(size: number): Buffer {
  const block = Buffer.alloc(512)
  block.write('bomb', 0)
  block[124] = 0x80
  block.writeBigUInt64BE(BigInt(size), 128)
  block.write('0', 156)
  block.write('ustar\x0000', 257)
  block.fill(' ', 148, 156)
  const sum = block.reduce((total, byte) => total + byte, 0)
  block.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148)
  return block
}

test('any bytes behind an archive’s beginning end in entries, never in an error', async () => {
  const beginnings = [await tarOfContent(), zipOfContent(), zlib.gzipSync(await tarOfContent())]
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...beginnings),
      fc.array(fc.tuple(fc.nat(), fc.nat(255)), { maxLength: 20 }),
      async (beginning, changes) => {
        const damaged = Buffer.from(beginning)
        for (const [at, value] of changes) damaged[at % damaged.length] = value
        for (const name of ['x.tar', 'x.zip', 'x.tar.gz'])
          fs.rmSync(path.join(root, name), { force: true })
        const name =
          beginning === beginnings[0] ? 'x.tar' : beginning === beginnings[1] ? 'x.zip' : 'x.tar.gz'
        for (const file of await readArchive(written(name, damaged))) {
          if (file.bytes !== null) expect(file.sha256).toBe(crypto.hash('sha256', file.bytes))
          else expect(file.failure + file.ignored).not.toBe('')
        }
      },
    ),
    { numRuns: 60 },
  )
})

test('what is no archive is refused with what to name instead', () => {
  const text = written('notes.txt', Buffer.from('hello'))
  expect(() => parseSources([text])).toThrow('not an archive that is read here')
  expect(parseSources([written('x.tar', Buffer.alloc(10))])[0]?.kind).toBe('tar')
})
