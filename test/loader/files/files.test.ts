/** Document contents: kind by bytes, wholeness, readable text, and no harm from hostile files. */

import { createCipheriv, createHash } from 'node:crypto'
import { gzipSync } from 'node:zlib'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readContent } from '../../../loader/formats/files/content.ts'
import { mediaTypeOf } from '../../../loader/formats/files/media-type.ts'
import { gif, jpeg, mp4, ole, pdf, png, tiff, zip } from './document-files.ts'

const PAGE =
  '<!DOCTYPE html><html><head><title>経過記録</title></head><body><p>熱発なし</p></body></html>'
const EUC_JP = Buffer.from('b7d0b2e1b5adcfbfa1a7c7aec8afa4caa4b7', 'hex')
const SHIFT_JIS = Buffer.from('8c6f89df8b4c985e8146944d94ad82c882b5', 'hex')
const ISO_2022_JP = Buffer.from("\x1b$B7P2a5-O?!'G.H/$J$7\x1b(B", 'latin1')

function textOf(bytes: Uint8Array): string {
  const content = readContent(bytes)
  if (!content.ok) throw new Error(JSON.stringify(content.damage))
  return content.text
}

function damageOf(bytes: Uint8Array) {
  const content = readContent(bytes)
  return content.ok ? null : content.damage
}

/** Bytes as dense as a cipher's, the same on every run. */
function ciphertext(length: number): Buffer {
  const key = createHash('sha256').update('key').digest()
  return createCipheriv('aes-256-ctr', key, Buffer.alloc(16)).update(Buffer.alloc(length))
}

describe('the kind of a file', () => {
  const office = 'application/vnd.openxmlformats-officedocument.'
  it.each<[string, Buffer]>([
    ['application/pdf', pdf()],
    ['image/jpeg', jpeg()],
    ['image/png', png()],
    ['image/gif', gif()],
    ['image/tiff', tiff()],
    ['video/mp4', mp4()],
    ['application/zip', zip('a.txt')],
    [`${office}wordprocessingml.document`, zip('word/document.xml')],
    [`${office}spreadsheetml.sheet`, zip('xl/workbook.xml')],
    ['application/msword', ole('WordDocument')],
    ['application/vnd.ms-excel', ole('Workbook')],
    ['application/rtf', Buffer.from('{\\rtf1 text}')],
    ['text/html', Buffer.from(PAGE)],
    ['text/html', Buffer.from(`\ufeff  ${PAGE}`)],
    ['text/html', Buffer.from('<font size=2>熱発なし<br>食欲あり</font>')],
    ['text/html', Buffer.from('<B>経過</B><br>熱発なし')],
    ['text/html', Buffer.from('<span style="color:red">熱発なし<br></span>')],
    ['application/xml', Buffer.from('<br:report xmlns:br="x"/>')],
    ['application/xml', Buffer.from('<?xml version="1.0"?><ClinicalDocument/>')],
    ['application/hl7-v2', Buffer.from('MSH|^~\\&|HIS\rPID|1')],
    ['text/plain', Buffer.from('経過良好\n')],
    ['text/plain', SHIFT_JIS],
    ['application/gzip', gzipSync('x')],
  ])('is told by its bytes: %s', (type, bytes) => {
    expect(mediaTypeOf(bytes)).toBe(type)
    expect(damageOf(bytes)).toBeNull()
  })
})

describe('a file that is not whole', () => {
  it.each<[string, Buffer, RegExp]>([
    ['PDF', pdf().subarray(0, -12), /%%EOF ends at byte \d+/],
    ['JPEG', jpeg().subarray(0, -2), /FFD9/],
    ['PNG', png().subarray(0, -12), /IEND/],
    ['GIF', gif().subarray(0, -1), /trailer/],
    ['TIFF', tiff().subarray(0, -4), /TIFF before its image data/],
    ['ZIP', zip('word/document.xml').subarray(0, -22), /central directory/],
    ['MP4', mp4().subarray(0, -4), /moov box/],
    ['RTF', Buffer.from('{\\rtf1 text'), /brace/],
    ['OLE', ole('WordDocument').subarray(0, 900), /sector/],
    ['CDA', Buffer.from('<ClinicalDocument><title>退院'), /XML: .*unclosed/],
    ['HTML', Buffer.from('<html><body><table><tr><td cla'), /inside a tag/],
    ['UTF-8', Buffer.from('経過記録：熱発なし').subarray(0, -1), /inside a character at byte 26/],
    ['Shift_JIS', SHIFT_JIS.subarray(0, -1), /inside a character at byte 17/],
    [
      'Shift_JIS before zeros',
      Buffer.concat([SHIFT_JIS.subarray(0, -1), Buffer.alloc(9)]),
      /zeros/,
    ],
    [
      'text with a hole',
      Buffer.from(`${'経過\n'.repeat(2000)}${'\0'.repeat(512)}良好`),
      /overwritten/,
    ],
    ['text', Buffer.from(`${'経過良好\n'.repeat(20)}${'\0'.repeat(600)}`), /zeros/],
  ])('%s says what is missing', (_, bytes, words) => {
    const damage = damageOf(bytes)
    expect(damage?.refusal).toBe('truncated')
    expect(damage?.detail).toMatch(words)
  })

  it('is not saved by the end marker of an embedded thumbnail', () => {
    const thumbnail = jpeg()
    const segment = Buffer.concat([Buffer.from([0xff, 0xe1, 0, thumbnail.length + 2]), thumbnail])
    const whole = Buffer.concat([Buffer.from([0xff, 0xd8]), segment, jpeg().subarray(2)])
    expect(damageOf(whole)).toBeNull()
    expect(damageOf(whole.subarray(0, -2))?.refusal).toBe('truncated')
  })

  it('is not called cut for padding behind its end', () => {
    for (const bytes of [pdf(), gif(), jpeg(), png()]) {
      expect(damageOf(Buffer.concat([bytes, Buffer.alloc(3)]))).toBeNull()
    }
  })

  it('XML that is not well-formed is unparsable', () => {
    expect(damageOf(Buffer.from('<a><b></a></b>'))?.refusal).toBe('unparsable')
  })
})

describe('empty, overwritten and encrypted files', () => {
  it.each([300, 1000, 5000, 200_000])('%i encrypted bytes', (length) => {
    expect(damageOf(ciphertext(length))?.refusal).toBe('encrypted')
  })

  it('are told apart', () => {
    expect(damageOf(new Uint8Array())?.refusal).toBe('empty')
    expect(damageOf(new Uint8Array(4096))?.refusal).toBe('zero-filled')
    const sparse = Buffer.alloc(4096)
    sparse.set([0x41, 1, 2, 3])
    sparse.set([9, 1, 2, 3], 4092)
    expect(damageOf(sparse)?.refusal).toBe('unparsable')
  })

  it('compressed kinds are never called encrypted', () => {
    const dense = ciphertext(50_000)
    for (const bytes of [gzipSync(dense), jpeg(dense), png(dense), zip('a', dense), pdf(dense)]) {
      expect(damageOf(bytes)).toBeNull()
    }
  })
})

describe('readable text', () => {
  it.each([
    ['UTF-8', Buffer.from('経過記録：熱発なし')],
    ['EUC-JP', EUC_JP],
    ['Shift_JIS', SHIFT_JIS],
    ['ISO-2022-JP', ISO_2022_JP],
    [
      'ISO-2022-JP with idle shifts',
      Buffer.from("\x1b(B\x1b$B\x1b(B\x1b$B\x1b$B7P2a5-O?!'G.H/$J$7\x1b(B\x1b(B", 'latin1'),
    ],
    ['UTF-16', Buffer.from('\ufeff経過記録：熱発なし', 'utf16le')],
  ])('is found in %s without a declaration', (_, bytes) => {
    expect(textOf(bytes)).toBe('経過記録：熱発なし')
  })

  it('of HTML has lines and cells, and none of its scripts', () => {
    const html =
      '<html><head><title>手術記録</title><style>p{}</style><script>steal()</script></head><body onload="x()">' +
      '<h1>手術記録</h1><table><tr><th>術式</th><td>胆嚢摘出 &amp; 造影</td></tr></table>' +
      '<p>出血&lt;5ml<br>合併症なし</p><img src=x onerror="steal()"><iframe src="//evil"></iframe></body></html>'
    expect(textOf(Buffer.from(html))).toBe('手術記録\n術式\t胆嚢摘出 & 造影\n出血<5ml\n合併症なし')
  })

  it('of HTML follows the declared character set, and the bytes where they contradict it', () => {
    const page = (charset: string, body: Buffer) =>
      Buffer.concat([
        Buffer.from(`<html><head><meta charset="${charset}"></head><body>`),
        body,
        Buffer.from('</body></html>'),
      ])
    expect(textOf(page('Shift_JIS', SHIFT_JIS))).toBe('経過記録：熱発なし')
    expect(textOf(page('EUC-JP', EUC_JP))).toBe('経過記録：熱発なし')
    const lying = readContent(page('iso-8859-1', SHIFT_JIS))
    expect(lying).toMatchObject({ text: '経過記録：熱発なし', deviatingCharset: 'shift_jis' })
  })

  it('that no character set explains is quarantined, not shown garbled', () => {
    const bytes = Buffer.from(`\x1b$B7P2a\x7f\x7f\x7f\x1b(B${'x'.repeat(5000)}`, 'latin1')
    expect(damageOf(Buffer.concat([Buffer.from('x'.repeat(5000)), bytes]))?.refusal).toBe(
      'undecodable',
    )
  })

  it('of HTML has its character references resolved, and unknown ones as they stand', () => {
    const html =
      '<html><body>38.5&deg;C &ge;3 &alpha; &#x5c71;&#30000; &constructor; a&b <5 >3</body></html>'
    expect(textOf(Buffer.from(html))).toBe('38.5°C ≥3 α 山田 &constructor; a&b <5 >3')
  })

  it('of HTML is not swallowed by quotes', () => {
    const html = `<html><body><p title="a > b">血圧</p><p title='5">120</p><p>脈拍</p></body></html>`
    expect(textOf(Buffer.from(html))).toBe('血圧\n120\n脈拍')
  })

  it('says when HTML is not closed', () => {
    const content = readContent(Buffer.from('<html><body><p>経過'))
    expect(content).toMatchObject({ ok: true, text: '経過' })
    expect(content.ok && content.problems[0]?.reason).toMatch(/perhaps cut/)
  })
})

describe('what a page says otherwise than by text', () => {
  const cda = `<ClinicalDocument><component><section><text><paragraph>10<sup>3</sup>/uL</paragraph></text></section></component></ClinicalDocument>`
  it.each<[string, string, string]>([
    ['boxes', '<p><input type="checkbox" checked>A<input type=checkbox>B</p>', '☑A☐B'],
    ['one of several', '<p><input type=radio name=a>A<INPUT checked TYPE="radio">B</p>', '○A◉B'],
    ['a typed value', '<p>A: <input value="b&amp;c"> <textarea>d</textarea></p>', 'A: b&c\nd'],
    ['a chosen line', '<p><select><option>A<option selected>B</select></p>', 'B'],
    ['no chosen line', '<p><select><option>A</option><option>B</option></select></p>', 'A'],
    ['several lines', '<p><select multiple><option>A<option>B</select>C</p>', 'C'],
    ['a hidden field', '<p>A<input type="hidden" value="B"></p>', 'A'],
    ['a superscript', '<p>6.2×10<sup>3</sup>/μL</p>', '6.2×10^3/μL'],
    ['a superscript of a CDA', cda, '10^3/uL'],
    ['a picture', '<p>A<img src="x.png" alt="B"></p>', 'A[B]'],
  ])('stands in its text: %s', (_what, source, expected) => {
    expect(textOf(Buffer.from(`${source}\n`))).toBe(expected)
  })

  it.each(['<input ', '<input x="', '<select><option a="', "<input a='", '<select>'])(
    'costs no more than its length: %s',
    (piece) => {
      expect(() => readContent(Buffer.from(`<html>${piece.repeat(200_000)}`))).not.toThrow()
    },
  )
})

describe('text that its author struck out', () => {
  const sheet = '<style>.note .gone{text-decoration:line-through}</style>'
  const cda = (text: string) =>
    `<ClinicalDocument><component><section><text>${text}</text></section></component></ClinicalDocument>`
  it.each<[string, string, string]>([
    ['an element', '<p>a<del>b <b>c</b></del>d <s>e</s></p>', 'a[b c]d [e]'],
    ['a style', '<p style="text-decoration: line-through">old<p>new', '[old\n]new'],
    ['a row', '<table><tr style="text-decoration:line-through"><td>a<td>b<tr><td>c', '[ab\n]c'],
    ['a sheet', `<html>${sheet}<div class="x gone">a<div>b</div></div>c</html>`, '[a\nb\n]\nc'],
    [
      'an end left out',
      '<html><ul><li style="text-decoration:line-through">a<li>b</ul></html>',
      '[a\n]b',
    ],
    ['no end', '<html><del>a</html>', '[a\n]'],
    ['a revision of a CDA', cda('a <content revised="delete">b</content> c'), 'a [b] c'],
  ])('stands between marks: %s', (_what, source, expected) => {
    const text = textOf(Buffer.from(source))
    expect(text.replaceAll('[取消線 struck out: ', '[')).toBe(expected)
  })
})

describe('text that its author hid', () => {
  const sheet = (css: string, body: string) => `<html><style>${css}</style>${body}</html>`
  const off = '<div class="off">a</div>b'
  it.each<[string, string, string]>([
    ['a style', '<p style="color:red; display : none">a<p>b', '[a\n]b'],
    ['out of sight', '<p>a<span style="visibility:hidden">b</span></p>', 'a[b]'],
    ['an attribute', '<div class="x" hidden>a</div>b', '[a]\nb'],
    ['a sheet', sheet('.off{display:none}', off), '[a]\nb'],
    ['an id', sheet('div#x { display:none }', '<div id="x">a</div><div id="y">b</div>'), '[a]\nb'],
    ['a sheet of screens', sheet('@media screen{.off{display:none}}', off), '[a]\nb'],
    ['struck out, too', '<p hidden>a <del>b</del></p>', '[a (b)]'],
  ])('stands between marks: %s', (_what, source, expected) => {
    const text = textOf(Buffer.from(source))
    expect(
      text
        .replaceAll('[原本では非表示 hidden in the original: ', '[')
        .replaceAll(/\[取消線 struck out: ([^\]]*)\]/g, '($1)'),
    ).toBe(expected)
  })
  it.each<[string, string]>([
    ['on paper', sheet('@media print{.off{display:none}}', off)],
    ['in a comment', sheet('/* .off{display:none} */ p{color:red}', off)],
    ['under the pointer', sheet('.off:hover{display:none}', off)],
    ['where more is asked for', sheet('div[hidden]{display:none} ul div{display:none}', off)],
    ['in words', '<p title="hidden" class="hidden" style="color:red">a</p>b'],
    ['nothing in it', '<p>a</p><div hidden> <b></b></div>b'],
  ])('has no mark that is not its own: %s', (_what, source) => {
    expect(textOf(Buffer.from(source))).toBe('a\nb')
  })
})

describe('hostile documents', () => {
  const doctype = (entities: string, body: string) =>
    Buffer.from(`<?xml version="1.0"?><!DOCTYPE d [${entities}]><d>${body}</d>`)

  it('fetch no external entity', () => {
    const text = textOf(doctype('<!ENTITY x SYSTEM "file:///etc/passwd">', 'a&x;b'))
    expect(text).toBe('a&x;b')
  })

  it('multiply no internal entity', () => {
    const levels = Array.from(
      { length: 30 },
      (_, i) => `<!ENTITY l${i + 1} "${`&l${i};`.repeat(10)}">`,
    )
    const content = readContent(doctype(`<!ENTITY l0 "lol">${levels.join('')}`, '&l30;'))
    expect(content).toMatchObject({ ok: true, text: '&l30;' })
    expect(content.ok && content.problems[0]?.reason).toMatch(/not expanded/)
  })

  it('may nest 100,000 deep', () => {
    const deep = `${'<a>'.repeat(100_000)}x${'</a>'.repeat(100_000)}`
    expect(textOf(Buffer.from(`<?xml version="1.0"?>${deep}`))).toBe('x')
    const divs = `<html><body>${'<div>'.repeat(200_000)}x${'</div>'.repeat(200_000)}</body></html>`
    expect(textOf(Buffer.from(divs))).toBe('x')
  })

  it.each([
    ['opening brackets', '<'.repeat(300_000)],
    ['unclosed meta', `<html>${'<meta charset '.repeat(20_000)}`],
    ['unclosed title', `<html><title>${' '.repeat(300_000)}`],
    ['unclosed comment', `<html><!--${'-'.repeat(300_000)}`],
    ['spaces', `<html>${' '.repeat(300_000)}x</html>`],
    ['ampersands', `<html>${'&'.repeat(300_000)}</html>`],
  ])('with endless %s are read to the end', (_, text) => {
    expect(readContent(Buffer.from(text))).toHaveProperty('ok')
  })
})

describe('any bytes', () => {
  const heads = [pdf(), jpeg(), png(), gif(), tiff(), mp4(), zip('word/a'), ole('Workbook')]
  it('never throw', () => {
    const anything = fc.oneof(
      fc.uint8Array({ maxLength: 2000 }),
      fc
        .tuple(fc.constantFrom(...heads), fc.nat(2000), fc.uint8Array({ maxLength: 200 }))
        .map(([head, cut, tail]) => Buffer.concat([head.subarray(0, cut), tail])),
      fc.string({ maxLength: 500 }).map((text) => Buffer.from(`<html>${text}`)),
      fc.string({ maxLength: 500 }).map((text) => Buffer.from(`<?xml version="1.0"?><a>${text}`)),
    )
    fc.assert(
      fc.property(anything, (bytes) => typeof readContent(bytes).ok === 'boolean'),
      { numRuns: 1500 },
    )
  })
})
