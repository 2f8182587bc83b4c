/** DICOM files through the format's own door. */
import { deflateRawSync, gzipSync } from 'node:zlib'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { dicom } from '../../../loader/formats/dicom/format.ts'
import type { PathFacts } from '../../../loader/formats/format.ts'
import type { ImageInstanceRecord } from '../../../model/records/documents.ts'
import {
  dataSet,
  element,
  encapsulated,
  IMPLICIT,
  itemHeader,
  JPEG_LOSSLESS,
  part10,
  slice,
} from './dicom-writer.ts'

const DEFLATED = '1.2.840.10008.1.2.1.99'
const PATH = 'DICOM/ST0/IM1.dcm'
const PATIENT_PATH = '001/241/0012417394/20221030/images/IM1.dcm'
const NO_PIXELS = { 2145386512: null }

function read(bytes: Uint8Array, path = PATH) {
  return dicom.parse(bytes, path, factsOf(path))
}

function factsOf(path: string): PathFacts {
  const facts = dicom.claim(path)
  if (facts === null) throw new Error(`not claimed: ${path}`)
  return facts
}

function instanceOf(bytes: Uint8Array, path = PATH): ImageInstanceRecord {
  const file = read(bytes, path)
  if (file.outcome !== 'records') throw new Error(JSON.stringify(file))
  return file.records[0] as ImageInstanceRecord
}

function problemsOf(bytes: Uint8Array): string[] {
  const file = read(bytes)
  return file.outcome === 'records' ? file.problems.map(({ reason }) => reason) : []
}

describe('a file packed by itself with gzip', () => {
  const packed = gzipSync(part10(slice()))

  it('is no image that could be shown, and its patient is told so', () => {
    expect(dicom.claimContent?.(packed.subarray(0, 4096), 'x/unnamed.bin.gz')).not.toBeNull()
    expect(read(packed, 'DICOM/ST0/IM1.dcm.gz')).toMatchObject({
      outcome: 'records',
      records: [],
      parts: {
        seen: 1,
        notInterpreted: 1,
        unread: [{ patientId: '0012417394', dataType: 'DICOM', reason: 'not-interpreted' }],
      },
    })
  })

  it('that is cut is told to the patient, too', () => {
    const noise = Array.from({ length: 9000 }, (_, at) => (at * 7919) % 256)
    const whole = gzipSync(Buffer.concat([part10(slice()), Buffer.from(noise)]))
    expect(read(whole.subarray(0, whole.length - 20), 'DICOM/ST0/IM1.gz')).toMatchObject({
      outcome: 'quarantined',
      refusal: 'truncated',
      otherPatientId: '0012417394',
    })
  })

  it('of another patient than its folder says is of neither; one that is no image is no image', () => {
    const other = gzipSync(part10(slice(element(0x00100020, 'LO', '777'))))
    expect(read(other, `${PATIENT_PATH}.gz`)).toMatchObject({
      outcome: 'quarantined',
      refusal: 'identity-mismatch',
      otherPatientId: '777',
    })
    expect(read(gzipSync('notes'), 'DICOM/ST0/IM1.gz')).toMatchObject({ outcome: 'notInterpreted' })
  })
})

describe('a DICOM header', () => {
  it('becomes an image instance with its own words', () => {
    expect(instanceOf(part10(slice()))).toEqual({
      kind: 'imageInstance',
      patientId: '0012417394',
      studyUid: '1.2.3.4',
      seriesUid: '1.2.3.4.5',
      sopInstanceUid: '1.2.3.4.5.1',
      sopClassUid: '1.2.840.10008.5.1.4.1.1.2',
      transferSyntaxUid: '1.2.840.10008.1.2.1',
      modality: 'CT',
      studyAt: { text: '20221030 091500.123', at: '2022-10-30T09:15:00' },
      studyDescription: '胸部単純',
      seriesDescription: '',
      accession: 'A123',
      bodyPart: 'CHEST',
      seriesNumber: 2,
      instanceNumber: 7,
      frames: 1,
      rows: 4,
      columns: 4,
      frameOfReferenceUid: '',
      plane: '',
      patientName: 'YAMADA^TARO=山田^太郎=やまだ^たろう',
      patientBirthDate: { text: '19701231', at: '1970-12-31' },
      rejects: null,
    })
  })

  it('tells where it lies in the patient, unless that is not numbers', () => {
    const orientation = element(0x00200037, 'DS', '1\\0\\0\\0\\1\\0')
    const frame = element(0x00200052, 'UI', '1.2.9')
    const placed = { ...frame, ...orientation, ...element(0x00200032, 'DS', '-90\\-80.5\\ 12') }
    expect(instanceOf(part10(slice(placed)))).toMatchObject({
      frameOfReferenceUid: '1.2.9',
      plane: '1\\0\\0\\0\\1\\0\\-90\\-80.5\\12',
    })
    const broken = { ...orientation, ...element(0x00200032, 'DS', '-90\\\\12') }
    expect(instanceOf(part10(slice(broken))).plane).toBe('')
  })

  it('keeps a date that does not exist as text and says so', () => {
    const bytes = part10(slice(element(0x00100030, 'DA', '19700231')))
    expect(instanceOf(bytes).patientBirthDate).toEqual({ text: '19700231', at: null })
    expect(problemsOf(bytes)).toEqual(['not a date'])
  })

  it('says so when the count of frames is no number; as many are there as the pixel data hold exactly', () => {
    const counted = (count: string, bytes: number) =>
      part10(
        slice({
          ...element(0x00280008, 'IS', count),
          ...element(0x7fe00010, 'OW', new Uint8Array(bytes).fill(7)),
        }),
      )
    expect(instanceOf(counted('1A', 96)).frames).toBe(3)
    expect(problemsOf(counted('1A', 96))).toEqual(['not an integer'])
    // Three frames and a half: nothing tells how they lie.
    expect(instanceOf(counted('1A', 112)).frames).toBe(1)
    expect(instanceOf(counted('2', 64)).frames).toBe(2)
    expect(problemsOf(counted('2', 64))).toEqual([])
  })

  it('says so when the pixel data hold more frames than are declared', () => {
    const more = 'the pixel data hold more frames than are declared: those are not shown'
    const pixels = element(0x7fe00010, 'OW', new Uint8Array(64).fill(7))
    expect(problemsOf(part10(slice(pixels)))).toEqual([more])
    // A row more than the header tells of is no frame.
    const padded = element(0x7fe00010, 'OW', new Uint8Array(40).fill(7))
    expect(problemsOf(part10(slice(padded)))).toEqual([])
    // Chroma said to be halved that is not: 4 × 4 × 3 bytes, twice.
    const unpacked = {
      ...element(0x00280002, 'US', 3),
      ...element(0x00280004, 'CS', 'YBR_FULL_422'),
      ...element(0x00280008, 'IS', '2'),
      ...element(0x00280100, 'US', 8),
      ...element(0x7fe00010, 'OW', new Uint8Array(96).fill(7)),
    }
    expect(problemsOf(part10(slice(unpacked)))).toEqual([])
  })

  it('never takes text for a UID', () => {
    const bytes = part10(slice(element(0x0020000d, 'UI', '../../etc')))
    expect(instanceOf(bytes).studyUid).toBe('')
    expect(problemsOf(bytes)).toContain('not a UID')
  })

  it('keeps hostile text as plain text', () => {
    const bytes = part10(
      slice({
        ...element(0x00100010, 'PN', '<script>alert(1)</script>^A'),
        ...element(0x00100020, 'LO', '../../../etc/passwd'),
      }),
    )
    expect(instanceOf(bytes)).toMatchObject({
      patientName: '<script>alert(1)</script>^A',
      patientId: '../../../etc/passwd',
    })
  })
})

describe('the character set of a header', () => {
  const shiftJis = Buffer.from('8e52936390e0be98590000', 'hex').subarray(0, 8)
  const cases: readonly [string, string, Buffer, string][] = [
    [
      'ISO 2022 IR 87 in the ideographic group',
      '\\ISO 2022 IR 87',
      Buffer.from('Yamada^Tarou=\x1b$B;3ED\x1b(B^\x1b$BB@O:\x1b(B', 'latin1'),
      'Yamada^Tarou=山田^太郎',
    ],
    [
      'ISO 2022 IR 13 half-width kana beside IR 87',
      'ISO 2022 IR 13\\ISO 2022 IR 87',
      Buffer.from('\xd4\xcf\xc0\xde^\xc0\xdb\xb3=\x1b$B;3ED\x1b(J^\x1b$BB@O:\x1b(J', 'latin1'),
      'ﾔﾏﾀﾞ^ﾀﾛｳ=山田^太郎',
    ],
    ['GB18030', 'GB18030', Buffer.from('cdf55ed0a1b6ab', 'hex'), '王^小东'],
    ['Shift_JIS under ISO_IR 13', 'ISO_IR 13', shiftJis.subarray(0, 4), '山田'],
    ['Shift_JIS under nothing', '', shiftJis.subarray(0, 4), '山田'],
    ['Shift_JIS under ISO_IR 100', 'ISO_IR 100', shiftJis.subarray(0, 4), '山田'],
    ['UTF-8 under nothing', '', Buffer.from('髙橋^﨑'), '髙橋^﨑'],
    ['Latin-1', 'ISO_IR 100', Buffer.from('M\xfcller', 'latin1'), 'Müller'],
  ]
  it.each(cases)('%s', (_, charset, name, expected) => {
    const changes = { ...element(0x00080005, 'CS', charset), ...element(0x00100010, 'PN', name) }
    expect(instanceOf(part10(slice(changes))).patientName).toBe(expected)
  })

  it('says when the bytes are in another set than declared', () => {
    const changes = {
      ...element(0x00080005, 'CS', 'ISO_IR 100'),
      ...element(0x00100010, 'PN', shiftJis.subarray(0, 4)),
    }
    expect(read(part10(slice(changes)))).toMatchObject({ deviatingCharset: 'shift_jis' })
  })
})

describe('files that other readers refuse', () => {
  it('reads a data set without preamble and file meta', () => {
    expect(instanceOf(dataSet(slice())).studyUid).toBe('1.2.3.4')
    expect(instanceOf(dataSet(slice(), IMPLICIT)).studyUid).toBe('1.2.3.4')
  })

  it('reads an implicit data set that is declared explicit', () => {
    const bytes = part10(slice(), IMPLICIT, '1.2.840.10008.1.2.1')
    expect(instanceOf(bytes).rows).toBe(4)
    expect(problemsOf(bytes).join()).toMatch(/declared 1\.2\.840\.10008\.1\.2\.1, read as/)
  })

  it('inflates a deflated data set, and no bomb', () => {
    const head = part10([], '1.2.840.10008.1.2.1', DEFLATED)
    const sound = Buffer.concat([head, deflateRawSync(dataSet(slice()))])
    expect(instanceOf(sound).columns).toBe(4)
    const bomb = Buffer.concat([head, deflateRawSync(Buffer.alloc(200_000_000))])
    expect(read(bomb)).toMatchObject({ outcome: 'quarantined', refusal: 'unparsable' })
    const cut = sound.subarray(0, sound.length - 20)
    expect(read(cut)).toMatchObject({ outcome: 'quarantined', refusal: 'truncated' })
  })

  it('survives sequences nested 20,000 deep', () => {
    const level = Buffer.concat([
      Buffer.from([0x08, 0, 0x15, 0x11, 0x53, 0x51, 0, 0, 0xff, 0xff, 0xff, 0xff]),
      itemHeader(0xe000, 0xffffffff),
    ])
    const nested = Buffer.concat(Array.from({ length: 20_000 }, () => level))
    const file = read(Buffer.concat([part10(slice(NO_PIXELS).slice(0, 3)), nested]))
    expect(file).toMatchObject({ outcome: 'quarantined', refusal: 'truncated' })
    expect(JSON.stringify(file)).toMatch(/nested too deeply|past the end/)
  })
})

describe('cut pixel data', () => {
  it('quarantines native pixel data that end early, and says where', () => {
    const bytes = part10(slice())
    expect(read(bytes.subarray(0, bytes.length - 10))).toEqual({
      outcome: 'quarantined',
      refusal: 'truncated',
      detail: `pixel data of 32 bytes end after 22, at byte ${bytes.length - 10}`,
      otherPatientId: '0012417394',
    })
  })

  it('quarantines a header that promises more than it holds, without allocating it', () => {
    const bytes = part10(
      slice({ ...element(0x00280010, 'US', 65535), ...element(0x00280011, 'US', 65535) }),
    )
    expect(read(bytes)).toMatchObject({ outcome: 'quarantined', refusal: 'truncated' })
  })

  const encoded = (fragments: readonly Uint8Array[], closed = true) =>
    Buffer.concat([part10(slice(NO_PIXELS), JPEG_LOSSLESS), encapsulated(fragments, closed)])

  it('is told behind an extended offset table too, whose representation has long lengths', () => {
    const offsets = new Uint8Array(BigUint64Array.from([0n, 16n]).buffer)
    const head = part10(
      slice({ ...NO_PIXELS, ...element(0x7fe00001, 'OV', offsets) }),
      JPEG_LOSSLESS,
    )
    const pixels = encapsulated([new Uint8Array(8), new Uint8Array(8)])
    const whole = Buffer.concat([head, pixels])
    expect(read(whole).outcome).toBe('records')
    expect(problemsOf(whole)).toEqual([])
    expect(read(whole.subarray(0, -12)).outcome).toBe('quarantined')
  })

  it('accepts encapsulated pixel data that are closed', () => {
    expect(instanceOf(encoded([new Uint8Array(100)])).transferSyntaxUid).toBe(JPEG_LOSSLESS)
  })

  it('quarantines a cut fragment, and a stream without its end', () => {
    const whole = encoded([new Uint8Array(100)])
    for (const cut of [12, 60]) {
      expect(read(whole.subarray(0, whole.length - cut))).toMatchObject({ refusal: 'truncated' })
    }
    expect(read(encoded([], false))).toMatchObject({ refusal: 'truncated' })
  })

  it('reads an object that has no pixels by its kind', () => {
    const changes = { ...NO_PIXELS, ...element(0x00080016, 'UI', '1.2.840.10008.5.1.4.1.1.88.11') }
    expect(instanceOf(part10(slice(changes))).sopClassUid).toBe('1.2.840.10008.5.1.4.1.1.88.11')
  })
})

describe('whose image it is', () => {
  it('follows the path when both agree, padding aside', () => {
    const bytes = part10(slice(element(0x00100020, 'LO', '12417394')))
    expect(instanceOf(bytes, PATIENT_PATH).patientId).toBe('0012417394')
  })

  it('quarantines an image whose header names another patient than its folder', () => {
    const bytes = part10(slice(element(0x00100020, 'LO', '9999')))
    expect(read(bytes, PATIENT_PATH)).toMatchObject({
      outcome: 'quarantined',
      refusal: 'identity-mismatch',
      otherPatientId: '9999',
    })
  })

  it('never attaches an image that names nobody', () => {
    expect(read(part10(slice({ 1048608: null })))).toMatchObject({
      outcome: 'quarantined',
      refusal: 'unparsable',
    })
  })
})

describe('which files are DICOM', () => {
  it.each([
    ['a/b.dcm', true],
    ['a/B.DCM', true],
    ['DICOMDIR', true],
    ['DICOM/PA0/ST0/IM000001', true],
    ['images/1.2.840.113619.2.1', true],
    ['images/logo.png', false],
    ['docs/report.pdf', false],
  ])('%s → %s', (path, claimed) => {
    expect(dicom.claim(path) !== null).toBe(claimed)
  })

  it('takes patient and date from a storage-shaped path', () => {
    expect(factsOf(PATIENT_PATH)).toMatchObject({ patientId: '0012417394', date: '2022-10-30' })
  })

  it('takes them from an image server’s folders, but from no other number', () => {
    const facts = factsOf('dicom/0012417394/20221030/1.2.3/1.2.3.4.dcm')
    expect(facts).toMatchObject({ patientId: '0012417394', date: '2022-10-30' })
    expect(factsOf('dicom/CT01/20221030/1.dcm').patientId).toBe('')
    expect(factsOf('dicom/20221030/20221031/1.dcm').patientId).toBe('')
  })

  it('recognises files without a telling name by their bytes', () => {
    const claim = (bytes: Uint8Array) => dicom.claimContent?.(bytes.subarray(0, 4096), 'x/scan')
    expect(claim(part10(slice()))).not.toBeNull()
    expect(claim(dataSet(slice()))).not.toBeNull()
    expect(claim(dataSet(slice(), IMPLICIT))).not.toBeNull()
    expect(claim(Buffer.from('MSH|^~\\&|HIS'))).toBeNull()
    expect(claim(Buffer.from('%PDF-1.4\n'))).toBeNull()
  })

  it('ignores the index of a medium and names what only calls itself DICOM', () => {
    expect(read(part10(slice()), 'DICOMDIR')).toMatchObject({ outcome: 'ignored' })
    expect(read(Buffer.from('<html><body>login</body></html>'))).toMatchObject({
      outcome: 'quarantined',
      refusal: 'unparsable',
      detail: 'not DICOM but text/html',
    })
    expect(read(Buffer.from('Version 1.0\n'), 'DICOM/VERSION')).toEqual({
      outcome: 'notInterpreted',
      reason: 'not DICOM but text/plain',
    })
    expect(read(new Uint8Array())).toMatchObject({ refusal: 'empty' })
    expect(read(new Uint8Array(5000))).toMatchObject({ refusal: 'zero-filled' })
  })
})

describe('any bytes', () => {
  it('never throw', () => {
    const anything = fc.oneof(
      fc.uint8Array({ maxLength: 600 }),
      fc
        .tuple(fc.uint8Array({ maxLength: 400 }))
        .map(([tail]) => Buffer.concat([part10([]), tail])),
      fc
        .uint8Array({ maxLength: 400 })
        .map((tail) => Buffer.concat([Buffer.from([8, 0, 5, 0]), tail])),
    )
    fc.assert(
      fc.property(anything, (bytes) => {
        dicom.claimContent?.(bytes, PATH)
        return read(bytes).outcome !== undefined
      }),
      { numRuns: 500 },
    )
  })

  it('never throw when one byte of a sound file is another', () => {
    const sound = part10(slice())
    fc.assert(
      fc.property(fc.nat(sound.length - 1), fc.nat(255), (at, byte) => {
        const bytes = Buffer.from(sound)
        bytes[at] = byte
        return read(bytes, PATIENT_PATH).outcome !== undefined
      }),
      { numRuns: 1000 },
    )
  })
})
