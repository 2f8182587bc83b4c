/** What is left of files when a copy broke off or a disk gave zeros: each kind's own rules say so, and nothing sound is accused. */
import { describe, expect, test } from 'vitest'
import { screenContent, screenFile } from '../../../loader/screening/content.ts'
import { createRandom } from '../../../scripts/demo-hospital/random.ts'
import { element, encapsulated, part10, slice } from '../dicom/dicom-writer.ts'
import { jpeg, pdf } from '../files/document-files.ts'
import { TIFF_NAMES, tiffFile } from '../files/tiff-files.ts'

const SECTOR = 512
const JPEG_2000 = '1.2.840.10008.1.2.4.90'
const [WIDTH, HEIGHT] = [300, 260]
const random = createRandom(1, 'torn files')

function zeroed(bytes: Uint8Array, from: number, to: number): Uint8Array {
  return Uint8Array.from(bytes).fill(0, from, to)
}

describe('zeros in pixels that are not compressed', () => {
  type Shade = (x: number, y: number) => number
  const image = (shade: Shade) => {
    const values = Int16Array.from({ length: WIDTH * HEIGHT }, (_, i) =>
      shade(i % WIDTH, Math.floor(i / WIDTH)),
    )
    return part10(
      slice({
        ...element(0x00280010, 'US', HEIGHT),
        ...element(0x00280011, 'US', WIDTH),
        ...element(0x00280100, 'US', 16),
        ...element(0x00280101, 'US', 12),
        ...element(0x00280102, 'US', 11),
        ...element(0x7fe00010, 'OW', new Uint8Array(values.buffer)),
      }),
    )
  }
  const body: Shade = (x, y) => 500 + ((x * 31 + y * 17) % 400)
  const round: Shade = (x, y) => ((x - 150) ** 2 + (y - 130) ** 2 < 125 ** 2 ? body(x, y) : 0)
  /** How far the edge of a picture that was turned a little drops on its way from left to right. Rows. */
  const turned =
    (drop: number): Shade =>
    (x, y) =>
      y < 200 + (x / WIDTH) * drop && y > 20 + (x / WIDTH) * drop ? body(x, y) : 0

  test.each<[string, Shade]>([
    ['all over', body],
    ['on a black ground', round],
    ['of two parts, one above the other', (x, y) => (y < 100 || y > 140 ? body(x, y) : 0)],
    ['of four parts', (x, y) => (Math.abs(x - 150) > 9 && Math.abs(y - 130) > 9 ? body(x, y) : 0)],
    ['that ends with an empty part', (x, y) => (y < 200 ? body(x, y) : 0)],
    ['turned a little', turned(5)],
    ['turned more', turned(40)],
    ['turned the other way', turned(-12)],
    [
      'with a frame and letters',
      (x, y) => (x % 290 < 3 || y % 250 < 3 || (y < 30 && (x * y) % 7 < 2) ? 900 : 0),
    ],
  ])('a sound image %s has none', (_, shade) => {
    expect(screenContent(image(shade))).toBeNull()
  })

  test('sectors of them are found wherever they are not background', () => {
    const sound = image(body)
    const first = Math.ceil((sound.length - WIDTH * HEIGHT * 2) / SECTOR)
    for (let turn = 0; turn < 60; turn++) {
      const sector = random.int(first + 2, Math.floor(sound.length / SECTOR) - 12)
      const count = random.int(1, 8)
      const file = zeroed(sound, sector * SECTOR, (sector + count) * SECTOR)
      expect(screenContent(file)?.evidence).toMatch(/^zeros in the middle of a row/)
    }
  })

  test('they are found from the middle of a row to the end', () => {
    const sound = image(body)
    const pixels = sound.length - WIDTH * HEIGHT * 2
    for (let turn = 0; turn < 60; turn++) {
      const cut = pixels + random.int(10, HEIGHT - 10) * WIDTH * 2 + random.int(40, WIDTH * 2 - 40)
      const finding = screenContent(zeroed(sound, cut, sound.length))
      expect(finding).toMatchObject({ verdict: 'suspicious', refusal: null })
    }
  })
})

test('sectors of zeros among compressed pixels are damage', () => {
  const codes = random.bytes(40_000).map((byte) => (byte === 0xff ? 0xfe : byte || 1))
  const sound = Buffer.concat([
    part10(slice({ 2145386512: null }), JPEG_2000),
    encapsulated([codes]),
  ])
  expect(screenContent(sound)).toBeNull()
  const found = screenContent(zeroed(sound, 20 * SECTOR, 21 * SECTOR))
  expect(found).toMatchObject({ verdict: 'damaged', refusal: 'truncated' })
})

describe('a TIFF', () => {
  test.each(TIFF_NAMES)('%s is sound', (name) => {
    expect(screenContent(tiffFile(name))).toBeNull()
  })

  test.each(['group4', 'packbits', 'lzw-predictor', 'deflate-rgb'] as const)(
    '%s with zeros at its end is not',
    (name) => {
      const sound = tiffFile(name)
      for (const share of [0.1, 0.3, 0.5]) {
        const file = zeroed(sound, Math.max(8, Math.floor(sound.length * share)), sound.length)
        expect(screenContent(file)?.verdict).toBe('suspicious')
      }
    },
  )
})

const message = (code: string, ...segments: string[]) =>
  Buffer.from(
    [
      'MSH|^~\\&|A|B|C|D|20220501||',
      `${code}|1|P|2.5\r`,
      ...segments.map((id) => `${id}|1|x|\r`),
    ].join(''),
  )

test.each([
  ['OUL^R22', 'PID', 'SPM'],
  ['OML^O33', 'PID', 'SPM', 'ORC'],
  ['RDE^O11', 'PID', 'ORC', 'RXE', 'TQ1'],
  ['RAS^O17', 'PID', 'ORC', 'RXA'],
  ['OMI^Z23', 'PID', 'ORC', 'TQ1', 'OBR'],
  ['OMD^O03', 'PID', 'PV1'],
])('%s does not end with %s … %s', (code, ...segments) => {
  expect(screenContent(message(code, ...segments))?.evidence).toMatch(/^ends with a segment that/)
})

test.each([
  ['OUL^R22', 'PID', 'SPM', 'OBR', 'ORC'],
  ['OML^O33', 'PID', 'SPM', 'ORC', 'OBR'],
  ['RDE^O11', 'PID', 'ORC', 'RXE', 'TQ1', 'RXR'],
  ['ADT^A08', 'EVN', 'PID', 'PV1'],
  ['ZZZ^Z01', 'ORC'],
])('%s may end with %s … %s', (code, ...segments) => {
  expect(screenContent(message(code, ...segments))).toBeNull()
})

test.each([
  ['<html>a</html>', '<html>a</html>\r\n-----BEGIN KEY-----'],
  ['<html>a</html>\n<!-- served in 3 ms -->\n', '<html>a</html>\n<!-- served --> AAAA'],
])('%s is a page, and in %j something stands behind one', (whole, more) => {
  expect(screenFile(Buffer.from(whole), 'a.html')).toBeNull()
  expect(screenFile(Buffer.from(more), 'a.html')?.evidence).toMatch(/^text behind the end/)
})

describe('a conversion that did not know the character set', () => {
  const head = 'MSH|^~\\&|A|B|C|D|20220501||ADT^A08|1|P|2.5||||||~ISO IR87||ISO 2022-1994\r'
  test('left question marks in a message that should hold Japanese text', () => {
    const sound = `${head}PID|1||7||YAMADA^TARO??||19700101\r`
    expect(screenContent(Buffer.from(sound))).toBeNull()
    const lost = `${head}PID|1||7||????^????^^^^L^I||19700101\rPV1|1|O|??\r`
    expect(screenContent(Buffer.from(lost))?.evidence).toMatch(/^question marks where Japanese/)
    expect(screenContent(Buffer.from(lost.replace('~ISO IR87', 'ASCII')))).toBeNull()
  })

  test('left U+FFFD for most characters of a page', () => {
    const sound = `<html>${'あ'.repeat(30)}${'\ufffd'.repeat(10)}</html>`
    expect(screenFile(Buffer.from(sound), 'a.html')).toBeNull()
    const lost = Buffer.from(`<html>${'\ufffd'.repeat(30)}あいう</html>`)
    expect(screenFile(lost, 'a.html')?.evidence).toMatch(/^30 of 33 characters were lost/)
  })
})

test('bytes behind a picture are doubtful, filling and a second picture are not', () => {
  const picture = jpeg()
  const behind = (...more: Uint8Array[]) => screenContent(Buffer.concat([picture, ...more]))
  expect(behind(Buffer.alloc(4000))).toBeNull()
  expect(behind(Buffer.from('\r\n'))).toBeNull()
  expect(behind(picture)).toBeNull()
  expect(behind(Buffer.from('{KEY}'.repeat(9)))?.evidence).toMatch(/^JPEG: bytes behind/)
})

test('a PDF whose table is not where it says has lost or won bytes', () => {
  const sound = pdf(Buffer.from('BT ET'))
  expect(screenContent(sound)).toBeNull()
  const moved = Buffer.from(sound.toString('latin1').replace('startxref\n9', 'startxref\n21'))
  expect(screenContent(moved)?.evidence).toMatch(/^PDF: no table of objects/)
})

test.each([
  ['style.css', 'a{b:c}', 'td,th'],
  ['style.css', 'a{b:c}/* d */', '/* e'],
  ['main.html', '<p>a</p>', ''],
  ['main.html', '<!DOCTYPE html><html><p>a</p></html>', '<!DOCTYPE html>'],
])('%s: %s is whole, and %s behind or instead of it is torn', (name, whole, torn) => {
  expect(screenFile(Buffer.from(whole), name)).toBeNull()
  const cut = torn.startsWith('<') ? torn : torn === '' ? '<p' : whole + torn
  expect(screenFile(Buffer.from(cut), name)?.evidence).toMatch(/^ends without its terminator/)
})
