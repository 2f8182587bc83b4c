/** The house's own rules, read from the code: who may import whom, and what must not occur at all. */
import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { describe, expect, it } from 'vitest'

const ROOT = resolve(import.meta.dirname, '..')
const MAY_IMPORT: Record<string, readonly string[]> = {
  model: ['model'],
  loader: ['loader', 'model'],
  server: ['server', 'model'],
  client: ['client', 'model'],
  scripts: ['scripts', 'loader', 'server', 'model'],
}

describe('the house', () => {
  for (const [room, allowed] of Object.entries(MAY_IMPORT)) {
    it(`${room}/ imports only ${allowed.join(', ')}`, () => {
      const wrong = sources(room).flatMap((file) =>
        imports(file)
          .filter((target) => target.startsWith('.'))
          .map((target) => relative(ROOT, resolve(dirname(file), target)))
          .filter((target) => !allowed.includes(target.split('/')[0] ?? ''))
          .map((target) => `${relative(ROOT, file)} → ${target}`),
      )
      expect(wrong).toEqual([])
    })
  }

  it('lets only the writer and the generations know SQL that writes to a chart', () => {
    const wrong = sources('server')
      .concat(sources('client'))
      .filter((file) =>
        /\b(INSERT|UPDATE|DELETE)\b[^'`]*\b(patient|observation|allergy|document)\b/.test(
          read(file),
        ),
      )
      .map((file) => relative(ROOT, file))
    expect(wrong).toEqual([])
  })

  it('keeps formats free of disks, databases, threads and clocks', () => {
    const banned =
      /from 'node:(fs|worker_threads|child_process|net|http|https)|better-sqlite3|Date\.now|new Date\(\)/
    const wrong = sources('loader/formats')
      .filter((file) => banned.test(read(file)))
      .map((file) => relative(ROOT, file))
    expect(wrong).toEqual([])
  })

  it('never sets HTML from a string and never uses browser storage', () => {
    const banned =
      /dangerouslySetInnerHTML|\.innerHTML|outerHTML|localStorage|sessionStorage|indexedDB|document\.write/
    const wrong = sources('client')
      .filter((file) => banned.test(read(file)))
      .map((file) => relative(ROOT, file))
    expect(wrong).toEqual([])
  })

  it('decodes pixels on the server in its rendering thread only', () => {
    const wrong = sources('server')
      .map((file) => relative(ROOT, file))
      .filter(
        (file) => !file.startsWith('server/images/rendering/') || file.endsWith('/renderer.ts'),
      )
      .flatMap((file) =>
        valueImports(join(ROOT, file))
          .map((target) => relative(ROOT, resolve(ROOT, dirname(file), target)))
          .filter((target) =>
            /^model\/dicom-pixels\/(?!pixel-problem)|rendering\/(picture|png|jpeg|node-codecs|rendering-thread)\./.test(
              target,
            ),
          )
          .map((target) => `${file} → ${target}`),
      )
    expect(wrong).toEqual([])
  })

  it('has no drawer for odds and ends', () => {
    const wrong = Object.keys(MAY_IMPORT)
      .flatMap(sources)
      .map((file) => relative(ROOT, file))
      .filter((file) => /(^|\/)(utils?|helpers?|misc|shared)(\/|\.ts)/.test(file))
    expect(wrong).toEqual([])
  })
})

function sources(room: string): string[] {
  return readdirSync(join(ROOT, room), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.tsx?$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
}

function read(file: string): string {
  return readFileSync(file, 'utf8')
}

function imports(file: string): string[] {
  return [...read(file).matchAll(/(?:from|import)\s*\(?\s*'([^']+)'/g)].map(
    (match) => match[1] ?? '',
  )
}

/** Those that are there when the program runs. */
function valueImports(file: string): string[] {
  return [...read(file).matchAll(/^import (?!type )[^']*'(\.[^']+)'/gm)].map(
    (match) => match[1] ?? '',
  )
}
