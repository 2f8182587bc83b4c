import { expect, test } from 'vitest'
import { runDamageCampaign } from './damage-campaign.ts'

test('a sample of the damage campaign: hit files are found and named, untouched ones are not accused', {
  timeout: 600_000,
}, () => {
  const tally = runDamageCampaign({ rounds: 2, patients: 4, seed: 5 }, () => {})
  expect(tally.hits).toBeGreaterThan(10)
  expect(tally.wrong).toEqual([])
  // What no rule of its format can show: see the campaign's own report.
  const witnessed = Object.entries(tally.byFault).filter(([key]) => !/^(zero|truncated)/.test(key))
  expect(witnessed.filter(([, { missed }]) => missed > 0)).toEqual([])
  expect(tally.named).toBe(tally.found)
})
