import { execFileSync } from 'node:child_process'
import crypto from 'node:crypto'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { openSource, type SourceFile } from '../../../loader/sources/source.ts'
import { parseSources } from '../../../loader/sources/source-argument.ts'

let root = ''
beforeEach(() => {
  root = fs.mkdtempSync(path.join(os.tmpdir(), 'sansho-source-'))
})
afterEach(() => execFileSync('rm', ['-rf', root]))

/** Everything the source yields; bytes are copied because the reader reuses its memory. */
function readAll(): Map<string, SourceFile> {
  const source = openSource({ kind: 'folder', label: 'ehr', location: root })
  const files = new Map<string, SourceFile>()
  for (const shard of source.shards()) {
    for (const file of source.read(shard)) {
      expect(files.has(file.path), `${file.path} comes twice`).toBe(false)
      files.set(file.path, {
        ...file,
        bytes: file.bytes === null ? null : Uint8Array.from(file.bytes),
      })
    }
  }
  return files
}

test('every file comes once with its bytes and hash, however deep and however many folders', () => {
  const expected = new Map<string, string>()
  for (let i = 0; i < 200; i++) {
    const relative = path.join(`${i % 90}`, `${i % 7}`, `f${i}`)
    fs.mkdirSync(path.join(root, path.dirname(relative)), { recursive: true })
    fs.writeFileSync(path.join(root, relative), `content ${i}`)
    expected.set(relative, `content ${i}`)
  }
  fs.writeFileSync(path.join(root, 'top'), '')
  expected.set('top', '')
  const files = readAll()
  expect([...files.keys()].sort()).toEqual([...expected.keys()].sort())
  for (const [relative, content] of expected) {
    const file = files.get(relative)
    expect(Buffer.from(file?.bytes ?? []).toString()).toBe(content)
    expect(file?.sha256).toBe(crypto.hash('sha256', content))
  }
})

test('links and pipes are named and never opened', () => {
  fs.writeFileSync(path.join(root, 'real'), 'x')
  fs.symlinkSync('real', path.join(root, 'link'))
  fs.symlinkSync('/', path.join(root, 'out'))
  execFileSync('mkfifo', [path.join(root, 'pipe')])
  const files = readAll()
  expect(files.get('link')?.ignored).toBe('symbolic-link')
  expect(files.get('out')?.ignored).toBe('symbolic-link')
  expect(files.get('pipe')?.ignored).toBe('not-a-regular-file')
  expect(files.size).toBe(4)
})

test('what the system cannot open is named as unreadable, and the rest is still read', () => {
  fs.writeFileSync(path.join(root, 'sound'), 'x')
  // A path longer than the system takes: it exists, and nobody can open it by name.
  const deeper = `my $n = 'd' x 250; for (1..18) { mkdir $n; chdir $n or die } open my $f, '>', 'lost'`
  execFileSync('perl', ['-e', deeper], { cwd: root })
  const files = readAll()
  const unreadable = [...files.values()].filter((file) => file.failure !== '')
  expect(unreadable).toHaveLength(1)
  expect(unreadable[0]?.failure).toContain('ENAMETOOLONG')
  expect(Buffer.from(files.get('sound')?.bytes ?? []).toString()).toBe('x')
})

test('a source is named by its label, and a folder called a=b is still a folder', () => {
  const odd = path.join(root, 'a=b')
  fs.mkdirSync(odd)
  fs.writeFileSync(path.join(odd, 'x'), 'x')
  expect(parseSources([`docs=${odd}`])).toEqual([{ kind: 'folder', label: 'docs', location: odd }])
  expect(parseSources([odd])).toEqual([{ kind: 'folder', label: 'ehr', location: odd }])
  expect(() => parseSources([`x=${odd}`, `x=${odd}`])).toThrow('labelled "x"')
})
