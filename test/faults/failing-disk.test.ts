/** Whatever the verb: what a disk refuses is told with what to do about it. */
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { SANSHO, sansho } from '../loader/load/medium.ts'
import { runOnFailingDisk } from './failing-disk.ts'
import { buildPreload } from './preload.ts'

const work = fs.mkdtempSync(path.join(os.tmpdir(), 'sansho-disk-'))
const library = buildPreload('failing-disk', work)
afterAll(() => fs.rmSync(work, { recursive: true, force: true }))

test.skipIf(library === '').each([
  ['ENOSPC', ['user', 'add', 'tanaka'], /^The disk is full: .*sansho generations prune --keep 2/m],
  ['EROFS', ['phase', 'set', '2', '--reason', 'x'], /^It could not be written: .*read-only/m],
  ['EIO', ['restricted', 'add', '1', '--reason', 'x'], /^It could not be written: .*failing/m],
  ['EROFS', ['ledger', 'import', 'LIST'], /^The disk is read-only: /m],
  ['ENOSPC', ['ledger', 'import', 'LIST'], /^The disk is full: /m],
] as const)('%s: %s', (error, words, told) => {
  const data = fs.mkdtempSync(path.join(work, 'data-'))
  const list = path.join(work, 'list.csv')
  fs.writeFileSync(list, 'システム名\n検査\n')
  sansho('user', 'add', 'suzuki', '--data', data)
  sansho('ledger', 'import', list, '--data', data)
  const args = words.map((word) => (word === 'LIST' ? list : word))
  const { code, stdout, stderr } = runOnFailingDisk(library, [SANSHO, ...args, '--data', data], {
    under: data,
    calls: 'wn',
    at: 1,
    lasting: 'ever',
    error,
  })
  expect({ code, stdout }).toEqual({ code: 1, stdout: '' })
  expect(stderr).toMatch(told)
})
