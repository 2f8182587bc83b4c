import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { expect, test } from 'vitest'
import { buildPreload } from './preload.ts'
import { runVerbCampaign } from './verb-campaign.ts'

const trial = fs.mkdtempSync(path.join(os.tmpdir(), 'sansho-verbs-'))
const hasCompiler = buildPreload('failing-disk', trial) !== ''
fs.rmSync(trial, { recursive: true })

test.skipIf(!hasCompiler).each(['terminal', 'import', 'first'])(
  'a sample of the campaign of verbs that are broken off: %s (needs a C compiler, such as tcc)',
  { timeout: 900_000 },
  (verb) => {
    const tally = runVerbCampaign({ moments: 3, verb, seed: 3 }, () => {})
    expect(Object.keys(tally.endings).join()).toMatch(/killed.*ENOSPC/)
    expect(tally.broken).toEqual([])
  },
)
