import { expect, test } from 'vitest'
import { runKillCampaign } from './kill-campaign.ts'

test('a sample of the kill campaign: the old generation stays served and verifies after every fault', {
  timeout: 600_000,
}, async () => {
  const tally = await runKillCampaign({ kills: 5, patients: 3, seed: 7 }, () => {})
  expect(tally.kills).toBe(5)
  expect(tally.skipped.length === 1 || tally.fullAt.length > 0).toBe(true)
})
