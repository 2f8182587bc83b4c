/** Memory of a browser's pages. */
import { readFileSync } from 'node:fs'
import type { Browser, CDPSession } from 'playwright-core'

/** Resident megabytes of all pages' processes, with their workers, after what is unreachable is gone. */
export async function rendererMegabytes(browser: Browser, page: CDPSession): Promise<number> {
  await page.send('HeapProfiler.collectGarbage')
  const session = await browser.newBrowserCDPSession()
  const { processInfo } = await session.send('SystemInfo.getProcessInfo')
  await session.detach()
  const pages = processInfo.filter(({ type }) => type === 'renderer')
  const kilobytes = pages.map(({ id }) =>
    Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${id}/status`, 'utf8'))?.[1] ?? 0),
  )
  return Math.round(kilobytes.reduce((sum, each) => sum + each, 0) / 1024)
}
