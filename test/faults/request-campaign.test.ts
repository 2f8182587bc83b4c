import { expect, test } from 'vitest'
import { runRequestCampaign } from './request-campaign.ts'

test('a sample of hostile requests: each is answered or refused, nothing is told, the server goes on and its log is whole', {
  timeout: 300_000,
}, async () => {
  const tally = await runRequestCampaign({ requests: 1_200, seed: 7 }, () => {})
  expect(tally.requests).toBe(1_200)
  // It met what it was meant to meet: answers, refusals of form, of role, of what is not there.
  for (const status of [200, 400, 401, 403, 404]) {
    expect(tally.statuses[status], `answered ${status}`).toBeGreaterThan(0)
  }
})
