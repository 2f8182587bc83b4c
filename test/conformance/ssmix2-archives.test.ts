/** Stores that another program generated and packed: read as they are, they give what they give when unpacked. */
import { execFileSync } from 'node:child_process'
import fs from 'node:fs'
import path from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { sansho, temporaryFolder } from '../loader/load/medium.ts'
import { manifestOf, readModel } from '../loader/sources/read-model.ts'

const DATA = new URL('../../../shared/data/ssmix2/', import.meta.url).pathname

describe.each(['twins-20-lf.tar.gz', 'twins-20-cr.tar.gz'])('%s', (store) => {
  const archive = path.join(DATA, store)
  const work = temporaryFolder()
  afterAll(() => fs.rmSync(work, { recursive: true, force: true }))

  test.skipIf(!fs.existsSync(archive))(
    'as it is, it gives the read model of the unpacked folder',
    () => {
      const medium = path.join(work, 'medium')
      fs.mkdirSync(medium)
      execFileSync('tar', ['-xf', archive, '-C', medium])
      const [packed, unpacked] = [path.join(work, 'packed'), path.join(work, 'unpacked')]
      const codes = [
        sansho('load', archive, '--data', packed, '--json').code,
        sansho('load', medium, '--data', unpacked, '--json').code,
      ]
      expect(codes[0]).toBe(codes[1])
      expect(manifestOf(packed)).toEqual(manifestOf(unpacked))
      const expected = readModel(unpacked)
      const found = readModel(packed)
      for (const [table, rows] of expected) expect(found.get(table), table).toEqual(rows)
    },
    120_000,
  )
})
