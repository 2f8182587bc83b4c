/** Two generated storages of 20 patients, the same with LF and with CR: every file, segment and value is accounted for. */
import { existsSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { beforeAll, describe, expect, it } from 'vitest'
import type { ParsedFile } from '../../loader/formats/format.ts'
import { ssmix2 } from '../../loader/formats/ssmix2/format.ts'
import type { ClinicalRecord } from '../../model/records.ts'

const DATA = resolve(import.meta.dirname, '../../../shared/data/ssmix2')
const BLOCK = 512

interface Entry {
  readonly path: string
  readonly bytes: Uint8Array
}

/** Regular files of a tar archive (POSIX ustar, GNU long names). */
function untar(tar: Buffer): Entry[] {
  const entries: Entry[] = []
  let longName = ''
  for (let at = 0; at + BLOCK <= tar.length; ) {
    const header = tar.subarray(at, at + BLOCK)
    const text = (from: number, to: number) =>
      header.subarray(from, to).toString('utf8').replace(/\0.*$/s, '')
    const size = Number.parseInt(text(124, 136), 8) || 0
    const bytes = tar.subarray(at + BLOCK, at + BLOCK + size)
    const type = text(156, 157)
    const prefix = text(345, 500)
    if (type === 'L') longName = bytes.toString('utf8').replace(/\0.*$/s, '')
    else {
      const name = longName || (prefix === '' ? text(0, 100) : `${prefix}/${text(0, 100)}`)
      if ((type === '0' || type === '') && name !== '')
        entries.push({ path: name.replace(/^\.\//, ''), bytes })
      longName = ''
    }
    at += BLOCK + Math.ceil(size / BLOCK) * BLOCK
  }
  return entries
}

function parseAll(entries: readonly Entry[]): Map<string, ParsedFile> {
  return new Map(
    entries.map(({ path, bytes }) => {
      const facts = ssmix2.claim(path)
      if (facts === null) throw new Error(`not claimed: ${path}`)
      return [path, ssmix2.parse(bytes, path, facts)]
    }),
  )
}

describe.skipIf(!existsSync(DATA))('the generated storages twins-20', () => {
  let lf: Entry[] = []
  let parsed = new Map<string, ParsedFile>()
  let records: ClinicalRecord[] = []

  beforeAll(() => {
    lf = untar(gunzipSync(readFileSync(`${DATA}/twins-20-lf.tar.gz`)))
    parsed = parseAll(lf)
    records = [...parsed.values()].flatMap((file) =>
      file.outcome === 'records' ? file.records : [],
    )
  })

  /** How often a segment stands in the raw files of these types. */
  function rawCount(segment: string, types: RegExp): number {
    return lf
      .filter(({ path }) => types.test(path))
      .flatMap(({ bytes }) => Buffer.from(bytes).toString('latin1').split('\n'))
      .filter((line) => line.startsWith(`${segment}|`)).length
  }

  it('are understood file by file, without a problem or a deviating character set', () => {
    expect(lf.length).toBeGreaterThan(1000)
    const odd = [...parsed].filter(
      ([, file]) =>
        file.outcome !== 'records' || file.problems.length > 0 || file.deviatingCharset !== '',
    )
    expect(odd).toEqual([])
  })

  it('give a result for every OBX of a laboratory file, value and all', () => {
    const results = records
      .filter((record) => record.kind === 'observationGroup')
      .flatMap((group) => group.results)
    expect(results.length).toBe(rawCount('OBX', /\/OML-11\//))
    const values = lf
      .filter(({ path }) => path.includes('/OML-11/'))
      .flatMap(({ bytes }) => Buffer.from(bytes).toString('latin1').split('\n'))
      .filter((line) => line.startsWith('OBX|'))
      .map((line) => /\^JC10\|\|([^|]*)\|/.exec(line)?.[1])
    expect(results.map((result) => result.text)).toEqual(values)
  })

  for (const [kind, segment, types] of [
    ['medicationOrder', 'RXE', /\/OMP-0[12]\//],
    ['problem', 'PRB', /\/PPR-01\//],
    ['allergy', 'AL1', /./],
    ['observationGroup', 'OBR', /\/OML-11\//],
    ['encounterEvent', 'PV1', /\/ADT-(12|22|52)\//],
    ['patient', 'PID', /\/ADT-00\//],
  ] as const)
    it(`give one ${kind} for every ${segment}`, () => {
      const count = records.filter((record) => record.kind === kind).length
      expect(count).toBe(rawCount(segment, types))
      expect(count).toBeGreaterThan(0)
    })

  it('give one component for every RXC of an injection', () => {
    const mixes = records.filter((r) => r.kind === 'medicationOrder' && r.form === 'injection')
    const components = mixes.flatMap((r) => (r.kind === 'medicationOrder' ? r.components : []))
    expect(components.length).toBe(rawCount('RXC', /\/OMP-02\//))
  })

  it('name the same patient in every file as in the master', () => {
    const masters = new Map(
      records.flatMap((r) => (r.kind === 'patient' ? [[r.patientId, r] as const] : [])),
    )
    for (const file of parsed.values()) {
      if (file.outcome !== 'records' || file.mention === null) continue
      const master = masters.get(file.mention.patientId)
      expect([file.mention.names, file.mention.birthDate]).toEqual([
        master?.names,
        master?.birthDate,
      ])
    }
  })

  it('give equal records with CR as with LF', () => {
    const cr = parseAll(untar(gunzipSync(readFileSync(`${DATA}/twins-20-cr.tar.gz`))))
    const byName = (files: Map<string, ParsedFile>) =>
      new Map([...files].map(([path, file]) => [path.split('/').slice(-6).join('/'), file]))
    expect(byName(cr)).toEqual(byName(parsed))
  })
})
