/** Looks at a screen: it is there in both sizes as a picture for people, and axe finds nothing wrong with it in either theme. */
import { AxeBuilder } from '@axe-core/playwright'
import type { Page } from 'playwright-core'
import { expect } from 'vitest'

/** Kept by CI, not in git. */
export const SHOTS = 'test-results/screenshots'

/** Screenshots at both sizes and in both themes; fails on what axe finds in either. */
export async function look(page: Page, name: string): Promise<void> {
  for (const theme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme: theme })
    await page.setViewportSize({ width: 1280, height: 800 })
    await page.screenshot({ path: `${SHOTS}/${name}-${theme}-1280.png` })
    expect(await violations(page, theme), `${name}, ${theme}`).toEqual([])
  }
  await page.emulateMedia({ colorScheme: 'light' })
  await page.setViewportSize({ width: 1920, height: 1080 })
  await page.screenshot({ path: `${SHOTS}/${name}-light-1920.png` })
  await page.setViewportSize({ width: 1280, height: 800 })
}

/** Documents from the backup are shown as they are: what stands in their frame is not ours to judge. */
async function violations(page: Page, theme: 'light' | 'dark'): Promise<string[]> {
  const axe = new AxeBuilder({ page }).exclude('iframe')
  // The dark theme is the same page in other colours.
  if (theme === 'dark') axe.withRules(['color-contrast'])
  const result = await axe.analyze()
  return result.violations.flatMap((each) =>
    each.nodes.map((node) => `${each.id}: ${node.target.join(' ')} ${node.failureSummary ?? ''}`),
  )
}
