/**
 * How long a clinician at a slow terminal waits for a chart: `node scripts/bench/chart-drawn.ts [--data DIR] [--rounds 5]`, after
 * `npm run build`. Headless Chromium at 1280×800, its page's processor slowed six times, over HTTPS-less loopback. The chart is the one
 * with most laboratory results in DIR, or else in a demo hospital made for this (60 patients; that one has ten years). Each round is a
 * page just loaded, so nothing of the chart is compiled or read yet. Prints and keeps (bench-results/) one JSON object, in milliseconds:
 *
 * - `chart.confirm`: click on the search result → the identity to be confirmed is painted; `chart.drawn`: click on the confirmation → allergies,
 *   medicines, problems and labs are painted, all within the screen; `chart.together`: both. Asked: 1,000.
 * - `tabs`: click on a tab → painted (`drawn`), and → nothing changes there any more (`settled`).
 * - `longTasks`: of the ten-year table of labs while it opens, and scrolled to its last line and to its oldest column, at the terminal's
 *   own rate and slowed; every task over 50 ms is counted. Asked: none over 100.
 * - `scriptKilobytes`: JavaScript up to the first screen, gzip. Asked: 180.
 */
import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { availableParallelism, loadavg, tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { gzipSync } from 'node:zlib'
import Database from 'better-sqlite3'
import { type Browser, type CDPSession, chromium, type Page } from 'playwright-core'
import { median } from './alternate.ts'
import { installClock, longTasksSince, settledAfterClick } from './drawn-clock.ts'
import { type ServedForBench, serveForBench } from './served.ts'

const SANSHO = new URL('../sansho', import.meta.url).pathname
const RESULTS = new URL('../../bench-results/', import.meta.url).pathname
const SLOWED = 6
/** The tabs beside the first screen. */
const TABS = [
  'labs',
  'medications',
  'problems',
  'timeline',
  'vitals',
  'documents',
  'images',
  'gaps',
] as const
/** Items 1-5 of the first screen, all of them. */
const FIRST_SCREEN = '.banner,.panel-dangers,.panel-medicines,.panel-problems,.panel-labs'
const ASKED_LONGEST_TASK = 100
/** As fast as a hand that looks for something old: pixels a second. */
const SCROLL_SPEED = 4_000

const { values } = parseArgs({
  options: { data: { type: 'string' }, rounds: { type: 'string', default: '5' } },
})
const rounds = Number(values.rounds)

const folder = mkdtempSync(join(tmpdir(), 'sansho-bench-drawn-'))
try {
  const figures = await run()
  mkdirSync(RESULTS, { recursive: true })
  const stamp = new Date().toISOString().replace(/[:.]/g, '')
  const text = `${JSON.stringify(figures, null, 2)}\n`
  writeFileSync(join(RESULTS, `chart-drawn-${stamp}.json`), text)
  process.stdout.write(text)
} finally {
  rmSync(folder, { recursive: true, force: true })
}

interface LongChart {
  readonly patientId: string
  readonly results: number
  readonly first: string
  readonly last: string
}

interface Terminal {
  readonly page: Page
  readonly session: CDPSession
  readonly served: ServedForBench
  readonly patientId: string
}

async function run() {
  const data = join(folder, 'data')
  mkdirSync(data)
  if (values.data === undefined) loadDemoHospital(data)
  // Accounts and the access log of the measured data stay untouched: only its generations are borrowed.
  else symlinkSync(join(resolve(values.data), 'generations'), join(data, 'generations'))
  const chart = longestChart(data)
  const served = await serveForBench(data)
  const browser = await chromium.launch({
    executablePath: '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu'],
  })
  try {
    return await measure(browser, served, chart)
  } finally {
    await browser.close()
    await served.stop()
  }
}

function loadDemoHospital(data: string): void {
  const medium = join(folder, 'medium')
  const made = ['demo-hospital', '--out', medium, '--patients', '60']
  execFileSync(SANSHO, made, { stdio: 'ignore' })
  execFileSync(SANSHO, ['load', medium, '--data', data], { stdio: 'ignore' })
}

function longestChart(data: string): LongChart {
  const database = new Database(join(data, 'generations/current/chart.sqlite'), { readonly: true })
  const sql = `SELECT p.patient_id AS patientId, count(*) AS results,
      coalesce(min(g.collected_at), '') AS first, coalesce(max(g.collected_at), '') AS last
    FROM observation_group g JOIN observation o ON o.group_id = g.id JOIN patient p ON p.id = g.patient
    WHERE g.category = 'laboratory' GROUP BY g.patient ORDER BY results DESC LIMIT 1`
  const found = database.prepare<[], LongChart>(sql).get()
  database.close()
  if (found === undefined) throw new Error('no chart has laboratory results')
  return found
}

async function measure(browser: Browser, served: ServedForBench, chart: LongChart) {
  const opened = { confirm: [] as number[], drawn: [] as number[], together: [] as number[] }
  const tabs = new Map(
    TABS.map((part) => [part, { drawn: [] as number[], settled: [] as number[] }]),
  )
  for (let round = 0; round < rounds; round++) {
    await atTerminal(browser, { served, patientId: chart.patientId }, SLOWED, async (terminal) => {
      const { confirm, drawn } = await openChart(terminal)
      opened.confirm.push(confirm)
      opened.drawn.push(drawn)
      opened.together.push(confirm + drawn)
      for (const [part, times] of tabs) {
        const shown = await openTab(terminal, part)
        times.drawn.push(shown.drawn)
        times.settled.push(shown.settled)
      }
    })
  }
  return {
    slowed: SLOWED,
    rounds,
    labs: { results: chart.results, first: chart.first, last: chart.last },
    chart: {
      confirm: spread(opened.confirm),
      drawn: spread(opened.drawn),
      together: spread(opened.together),
    },
    tabs: Object.fromEntries(
      [...tabs].map(([part, { drawn, settled }]) => [
        part,
        { drawn: spread(drawn), settled: spread(settled) },
      ]),
    ),
    longTasks: {
      unslowed: await scrollLabs(browser, served, chart, 1),
      slowed: await scrollLabs(browser, served, chart, SLOWED),
    },
    scriptKilobytes: await scriptKilobytes(browser, served, chart),
    cores: availableParallelism(),
    loadAverage: loadavg()[0],
  }
}

function spread(times: readonly number[]): { median: number; max: number } {
  return { median: Math.round(median(times)), max: Math.round(Math.max(...times)) }
}

/** A page just loaded, signed in and searched; only then slowed, for what comes before is not measured. */
async function atTerminal<T>(
  browser: Browser,
  { served, patientId }: Pick<Terminal, 'served' | 'patientId'>,
  rate: number,
  use: (terminal: Terminal) => Promise<T>,
): Promise<T> {
  const context = await browser.newContext({
    viewport: { width: 1280, height: 800 },
    locale: 'ja-JP',
  })
  try {
    const page = await context.newPage()
    await page.addInitScript(installClock)
    await page.goto(served.address)
    await page.fill('input[name=user]', served.user)
    await page.fill('input[name=password]', served.password)
    await page.click('button[type=submit]')
    await page.fill('#find-box', patientId)
    await page.waitForSelector('[data-patient-row]')
    const session = await context.newCDPSession(page)
    await session.send('Emulation.setCPUThrottlingRate', { rate })
    return await use({ page, session, served, patientId })
  } finally {
    await context.close()
  }
}

async function openChart({ page }: Terminal): Promise<{ confirm: number; drawn: number }> {
  const confirm = await settledAfterClick(page, '[data-patient-row]', {
    inSight: 'dialog.confirm .primary',
    quietMilliseconds: 0,
  })
  // Until what is named alike has been looked up, as a person would.
  await page.waitForTimeout(500)
  const { drawn } = await settledAfterClick(page, 'dialog.confirm .primary', {
    inSight: FIRST_SCREEN,
    quietMilliseconds: 0,
  })
  await page.waitForTimeout(1000)
  return { confirm: confirm.drawn, drawn }
}

function openTab({ page }: Terminal, part: (typeof TABS)[number]) {
  return settledAfterClick(page, `nav.tabs a[href="/chart/${part}"]`, {
    inSight: `.chart-${part}`,
    quietMilliseconds: 1000,
  })
}

async function scrollLabs(
  browser: Browser,
  served: ServedForBench,
  chart: LongChart,
  rate: number,
) {
  const { patientId } = chart
  return atTerminal(browser, { served, patientId }, rate, async (terminal) => {
    await openChart(terminal)
    const { page } = terminal
    const before = await page.evaluate(() => performance.now())
    await openTab(terminal, 'labs')
    return {
      opening: tasks(await longTasksSince(page, before)),
      down: await scroll(terminal, 'down'),
      right: await scroll(terminal, 'right'),
    }
  })
}

/** As a wheel or a finger does: through the browser's own input, not by setting the place. */
async function scroll({ page, session }: Terminal, along: 'right' | 'down') {
  const before = await page.evaluate(() => performance.now())
  const box = await page.evaluate(() => {
    const element = document.querySelector('.labs-scroll')
    if (element === null) throw new Error('no table of labs')
    const { left, top, width, height } = element.getBoundingClientRect()
    return {
      x: left + width * 0.8,
      y: top + height * 0.6,
      right: element.scrollWidth - element.clientWidth,
      down: element.scrollHeight - element.clientHeight,
    }
  })
  await session.send('Input.synthesizeScrollGesture', {
    x: box.x,
    y: box.y,
    xDistance: along === 'right' ? -box.right : 0,
    yDistance: along === 'down' ? -box.down : 0,
    speed: SCROLL_SPEED,
    gestureSourceType: 'mouse',
  })
  await page.waitForTimeout(300)
  const reached = await page.evaluate(() => {
    const element = document.querySelector('.labs-scroll')
    return { right: element?.scrollLeft ?? 0, down: element?.scrollTop ?? 0 }
  })
  if (reached[along] < box[along] - 2) {
    throw new Error(`scrolled ${reached[along]} of ${box[along]} pixels`)
  }
  return { pixels: box[along], ...tasks(await longTasksSince(page, before)) }
}

function tasks(lengths: readonly number[]) {
  return {
    longest: Math.round(Math.max(0, ...lengths)),
    over50: lengths.length,
    overAsked: lengths.filter((each) => each > ASKED_LONGEST_TASK).length,
  }
}

async function scriptKilobytes(browser: Browser, served: ServedForBench, { patientId }: LongChart) {
  return atTerminal(browser, { served, patientId }, 1, async (terminal) => {
    const { page } = terminal
    await openChart(terminal)
    const scripts = await page.evaluate(async () => {
      const fetched = performance
        .getEntriesByType('resource')
        .filter((each) => (each as PerformanceResourceTiming).initiatorType !== 'fetch')
        .map(({ name }) => name)
        .filter((name) => name.endsWith('.js'))
      return Promise.all(fetched.map(async (url) => (await fetch(url)).text()))
    })
    const bytes = scripts.reduce((sum, text) => sum + gzipSync(text).length, 0)
    return Math.round(bytes / 100) / 10
  })
}
