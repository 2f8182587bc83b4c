import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { expect, test } from 'vitest'
import { runIoCampaign } from './io-campaign.ts'
import { buildPreload } from './preload.ts'

const trial = fs.mkdtempSync(path.join(os.tmpdir(), 'sansho-disk-'))
const hasCompiler = buildPreload('failing-disk', trial) !== ''
fs.rmSync(trial, { recursive: true })

test.skipIf(!hasCompiler)(
  'a sample of the campaign of failing disks: nothing is silently missing, nothing half-made is served (needs a C compiler, such as tcc)',
  { timeout: 1_800_000 },
  () => {
    const tally = runIoCampaign({ faults: 9, patients: 2, seed: 11 }, () => {})
    expect(Object.values(tally.endings).reduce((sum, count) => sum + count, 0)).toBe(9)
    expect(tally.broken).toEqual([])
  },
)
