import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ssmix2 } from '../../../loader/formats/ssmix2/format.ts'
import { openMessage, textOf } from '../../../loader/formats/ssmix2/message.ts'
import { readNumber } from '../../../loader/formats/ssmix2/numbers.ts'
import { readTime } from '../../../loader/formats/ssmix2/times.ts'
import { doubleByte, jis, MSH, PID, parse, parseBytes, pathOf, understood } from './hl7-builder.ts'

const LAB = (value: string) => [
  MSH('OUL^R22'),
  PID,
  'OBR|1|77',
  `OBX|1|ST|3A010^総蛋白^JC10||${value}||||||F`,
]

/** The first result's text, and the whole answer. */
function read(bytes: Uint8Array) {
  const parsed = understood(parseBytes('OML-11', bytes))
  const group = parsed.records.find((record) => record.kind === 'observationGroup')
  return { ...parsed, text: group?.results[0]?.text, name: group?.results[0]?.item.display }
}

/** Bytes of a message with raw bytes in place of `@@`. */
function withRaw(segments: readonly string[], raw: readonly number[]): Uint8Array {
  const [before = '', after = ''] = segments.join('\r').split('@@')
  return new Uint8Array([...jis(before), ...raw, ...jis(after)])
}

const ESC = 0x1b
const latin = (text: string) => [...Buffer.from(text, 'latin1')]

describe('segments', () => {
  for (const [name, end] of [
    ['CR', '\r'],
    ['LF', '\n'],
    ['CRLF', '\r\n'],
    ['blank lines', '\r\n\r\n'],
  ] as const)
    it(`may end in ${name}`, () => expect(read(jis(LAB('陽性').join(end))).text).toBe('陽性'))

  it('may end in CR and LF within one file', () => {
    const [a = '', b = '', c = '', d = ''] = LAB('陽性')
    expect(read(jis(`${a}\r${b}\n${c}\r\n${d}\n`)).text).toBe('陽性')
  })

  for (const [name, before, after] of [
    ['a byte order mark', [0xef, 0xbb, 0xbf], []],
    ['an MLLP frame', [0x0b], [0x1c, 0x0d]],
    ['a DOS end of file', [], [0x0d, 0x1a]],
    ['a zero byte', [], [0]],
  ] as const)
    it(`may be wrapped in ${name}`, () => {
      const bytes = new Uint8Array([...before, ...jis(LAB('6.1').join('\r')), ...after])
      expect(read(bytes)).toMatchObject({ text: '6.1', problems: [] })
    })

  it('that are no segments are reported with their line', () => {
    const [msh = '', pid = '', obr = '', obx = ''] = LAB('6.1')
    const { problems, text } = read(jis([msh, pid, 'see next line', obr, obx].join('\r')))
    expect(text).toBe('6.1')
    expect(problems).toEqual([
      { where: 'line 3', text: 'see next line', reason: 'line is not a segment' },
    ])
  })

  it('may use other delimiters than the usual', () => {
    const text = LAB('a\\S\\b').join('\r').replace('^~\\&', ':;\\,').replaceAll('^', ':')
    expect(read(jis(text))).toMatchObject({ text: 'a:b', name: '総蛋白' })
  })

  it('that are cut inside a result are reported', () => {
    const bytes = jis(LAB('452').join('\r'))
    const { problems } = read(bytes.subarray(0, bytes.length - 8))
    expect(problems).toMatchObject([{ where: 'OBX', reason: 'file may end inside this segment' }])
  })

  it('that end in zeros are reported', () => {
    const { problems } = read(Buffer.concat([jis(LAB('6.1').join('\r')), new Uint8Array(64)]))
    expect(problems).toMatchObject([{ where: 'file', text: '64' }])
  })
})

describe('characters', () => {
  for (const text of ['日本', '日光市本町', '～－＼∥', '①㈱Ⅱ', 'ｱﾚﾙｷﾞｰ', '丂丄', 'γ-GT（㎎）'])
    it(`${text} survive ISO-2022-JP, second bytes equal to delimiters included`, () => {
      expect(read(jis(LAB(text).join('\r')))).toMatchObject({
        text,
        problems: [],
        deviatingCharset: '',
      })
    })

  for (const [name, raw, text] of [
    ['an empty shift', [ESC, ...latin('$B'), ESC, ...latin('(B'), ...latin('5')], '5'],
    ['a doubled shift', [ESC, ...latin('(B'), ESC, ...latin('(B'), ...latin('5')], '5'],
    ['ESC $ @', [ESC, ...latin('$@F|K\\'), ESC, ...latin('(J')], '日本'],
    ['SO kana', [0x0e, 0x31, 0x32, 0x0f], 'ｱｲ'],
    ['ESC ( I kana equal to ^ and \\', [ESC, ...latin('(I6^\\'), ESC, ...latin('(B')], 'ｶﾞﾜ'],
  ] as const)
    it(`in ${name} are read`, () => {
      expect(read(withRaw(LAB('@@'), raw))).toMatchObject({ text, problems: [] })
    })

  it('that exist in no table are reported where they stand', () => {
    const raw = [ESC, ...latin('$B'), 0x7f - 2, 0x7e, ESC, ...latin('(B')]
    const { text, problems } = read(withRaw(LAB('@@'), raw))
    expect(text).toBe('\ufffd')
    expect(problems).toEqual([
      { where: 'OBX-5', text: '\ufffd', reason: 'characters that cannot be decoded' },
    ])
  })

  it('that exist in no table are reported for each file that has them', () => {
    const bytes = withRaw(LAB('@@'), [ESC, ...latin('$B'), 0x7d, 0x7e, ESC, ...latin('(B')])
    expect(read(bytes).problems).toEqual(read(bytes).problems)
    expect(read(bytes).problems).toHaveLength(1)
  })

  it('not closed before the end of a segment are read and reported', () => {
    const note = `${LAB('1').join('\r')}\rNTE|1||`
    const bytes = new Uint8Array([...jis(note), ESC, ...latin('$BF|K\\'), ...jis('\rNTE|2||ok')])
    const parsed = read(bytes)
    expect(parsed.records).toMatchObject([{ results: [{ note: '日本\nok' }] }])
    expect(parsed.problems).toMatchObject([{ where: 'NTE[1]-3' }])
  })

  for (const [charset, bytes] of [
    ['UTF-8', new TextEncoder().encode(LAB('日本^髙﨑').join('\n'))],
    ['Shift_JIS', doubleByte(LAB('日本ソ表').join('\n'), 'shift_jis')],
    ['EUC-JP', doubleByte(LAB('日本ソ表').join('\n'), 'euc-jp')],
    ['UTF-16LE', new Uint8Array(Buffer.from(`\ufeff${LAB('日本').join('\n')}`, 'utf16le'))],
  ] as const)
    it(`in ${charset} are read, and the deviation is said`, () => {
      const { text, name, deviatingCharset } = read(bytes)
      expect({ text: text?.slice(0, 2), name, deviatingCharset }).toEqual({
        text: '日本',
        name: '総蛋白',
        deviatingCharset: charset,
      })
    })

  it('of eight-bit half-width kana among ISO-2022-JP are read, and the deviation is said', () => {
    const { text, name, deviatingCharset } = read(withRaw(LAB('@@'), [0xb1, 0xb2]))
    expect({ text, name, deviatingCharset }).toEqual({
      text: 'ｱｲ',
      name: '総蛋白',
      deviatingCharset: 'ISO-2022-JP + JIS X 0201',
    })
  })

  it('broken in another character set are reported', () => {
    const bytes = new Uint8Array([
      ...doubleByte(LAB('日本').join('\n'), 'shift_jis'),
      ...latin('\nNTE|1||'),
      0xfd,
      0xfe,
    ])
    const parsed = read(bytes)
    expect(parsed.deviatingCharset).toBe('Shift_JIS')
    expect(parsed.problems).toMatchObject([{ where: 'NTE-3' }])
  })
})

describe('HL7 escapes', () => {
  for (const [written, meant] of [
    ['a\\F\\b', 'a|b'],
    ['10\\S\\3', '10^3'],
    ['a\\T\\b\\R\\c\\E\\d', 'a&b~c\\d'],
    ['一\\.br\\二', '一\n二'],
    ['\\H\\強\\N\\い', '強い'],
    ['\\X0D0A\\', '\n'],
    ['C:\\temp', 'C:\\temp'],
    ['\\Zxx\\', '\\Zxx\\'],
    ['""', ''],
    ['一行~二行', '一行\n二行'],
    [' 2 +', ' 2 +'],
  ] as const)
    it(`${JSON.stringify(written)} is read as ${JSON.stringify(meant)}`, () => {
      expect(read(jis(LAB(written).join('\r'))).text).toBe(meant)
    })
})

describe('a time', () => {
  for (const [text, at] of [
    ['2022', '2022'],
    ['202205', '2022-05'],
    ['20220503', '2022-05-03'],
    ['2022050309', '2022-05-03'],
    ['202205030910', '2022-05-03T09:10'],
    ['20220503091005', '2022-05-03T09:10:05'],
    ['20220503091005.123', '2022-05-03T09:10:05'],
    ['20220503091005123', '2022-05-03T09:10:05'],
    ['20220503091005+0900', '2022-05-03T09:10:05'],
    ['202205030000', '2022-05-03T00:00'],
    ['20210224000900', '2021-02-24T00:09:00'],
    ['202202282400', '2022-03-01T00:00'],
    ['202112313015', '2022-01-01T06:15'],
    ['20150000', '2015'],
    ['20150600', '2015-06'],
    ['2022/5/3', '2022-05-03'],
    ['2022-05-03 09:10', '2022-05-03T09:10'],
    ['２０２２０５０３', '2022-05-03'],
    [' 20220503 ', '2022-05-03'],
    ['20240229', '2024-02-29'],
    ['20230229', null],
    ['20230231', null],
    ['20221301', null],
    ['202205030960', null],
    ['202205034800', null],
    ['00000000', null],
    ['99999999', null],
    ['20220503091005-0500', null],
    ['小学校低学年', null],
  ] as const)
    it(`written ${text} is ${at ?? 'not understood'}`, () => {
      expect(readTime(text)).toEqual({ text, at })
    })

  it('that is not understood keeps its text and is reported', () => {
    const parsed = understood(parse('OML-11', [MSH('OUL^R22'), PID, 'OBR|1|7|||||20230231']))
    expect(parsed.records).toMatchObject([{ collectedAt: { text: '20230231', at: null } }])
    expect(parsed.problems).toEqual([
      { where: 'OBR-7', text: '20230231', reason: 'time not understood' },
    ])
  })
})

describe('a number', () => {
  for (const [text, number, comparator] of [
    ['6.1', 6.1, ''],
    ['-2.0', -2, ''],
    [' 12 ', 12, ''],
    ['５．６', 5.6, ''],
    ['1.0E-3', 0.001, ''],
    ['12,300', 12300, ''],
    ['<5', 5, '<'],
    ['< 0.5', 0.5, '<'],
    ['>= 200', 200, '>='],
    ['≦１０', 10, '<='],
    ['5以下', 5, '<='],
    ['0.3未満', 0.3, '<'],
    ['100以上', 100, '>='],
    ['2 +', null, ''],
    [' +-', null, ''],
    ['52/3', null, ''],
    ['1～2', null, ''],
    ['陰性', null, ''],
    ['1,23', null, ''],
    ['', null, ''],
  ] as const)
    it(`in ${JSON.stringify(text)} is ${comparator}${number}`, () => {
      expect(readNumber(text)).toEqual({ number, comparator })
    })

  it('is not made of a code or a date', () => {
    for (const type of ['CWE', 'DT'])
      expect(
        understood(
          parse('OML-11', [MSH('OUL^R22'), PID, 'OBR|1|7', `OBX|1|${type}|3A010^a^JC10||3||||||F`]),
        ).records,
      ).toMatchObject([{ results: [{ text: '3', number: null }] }])
  })
})

describe('any bytes at all', () => {
  const TYPES = [
    'ADT-00',
    'ADT-12',
    'ADT-61',
    'PPR-01',
    'OMD',
    'OMP-01',
    'OMP-12',
    'OML-11',
    'OMG-11',
    'OMG-13',
  ]
  const answer = (type: string, bytes: Uint8Array) => {
    const path = pathOf(type)
    const facts = ssmix2.claim(path)
    if (facts === null) throw new Error('not claimed')
    return ssmix2.parse(bytes, path, facts)
  }

  it('are answered without an error', () => {
    fc.assert(
      fc.property(fc.constantFrom(...TYPES), fc.uint8Array({ maxLength: 600 }), (type, bytes) => {
        expect(answer(type, bytes).outcome).toBe('quarantined')
      }),
    )
  })

  it('behind a sound header are answered without an error, the same each time', () => {
    const piece = fc.oneof(
      fc.constantFrom(
        '|',
        '^',
        '~',
        '&',
        '\\',
        '\r',
        '\n',
        '\x1b$B',
        '\x1b(B',
        '\x1b(I',
        'F|K\\',
        '""',
      ),
      fc.constantFrom(
        'OBX',
        'OBR',
        'ORC',
        'RXE',
        'RXA',
        'PRB',
        'SPM',
        'IAM',
        'PV1',
        'NTE',
        'IPC',
        'ODS',
        'TQ1',
      ),
      fc.string({ maxLength: 8 }),
    )
    fc.assert(
      fc.property(
        fc.constantFrom(...TYPES),
        fc.array(piece, { maxLength: 120 }),
        (type, pieces) => {
          const bytes = Buffer.from(`${MSH('X')}\rPID|||0012417394\r${pieces.join('')}`, 'latin1')
          expect(answer(type, bytes)).toEqual(answer(type, bytes))
        },
      ),
      { numRuns: 500 },
    )
  })

  it('of text come back from ISO-2022-JP as they were', () => {
    const character = fc.constantFrom(...'日本光市赤血球数アｱﾞ①㈱～－abc019 .()%/*')
    fc.assert(
      fc.property(fc.string({ unit: character, maxLength: 40 }), (text) => {
        const message = openMessage(jis([MSH('X'), `NTE|1||${text}|end`].join('\r')))
        if ('refusal' in message) throw new Error(message.detail)
        const nte = message.first('NTE')
        expect(nte && [textOf(nte, 3), textOf(nte, 4)]).toEqual([text, 'end'])
      }),
    )
  })

  it('are visited a bounded number of times, however they nest', () => {
    const visits = (size: number) => {
      const bytes = Buffer.from(`${MSH('X')}\r${'OBX|1|ST|a^b^c||\x1b$B|^~\\&'.repeat(size)}`)
      const message = openMessage(bytes)
      return 'refusal' in message ? 0 : message.fieldEnds.length
    }
    expect(visits(4000)).toBeLessThanOrEqual(visits(2000) * 2 + 20)
  })
})
