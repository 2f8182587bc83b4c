/** Prints a page as PDF with Debian's Chromium, which the `sansho` program starts: no browser runs in the server. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { removeDeadAsides } from '../loader/dead-asides.ts'

const NAMES = ['chromium', 'chromium-browser', 'google-chrome']
const LIMIT_MILLISECONDS = 10 * 60_000
/** Of what the browser says, for the error. */
const LAST_WORDS = 2_000
/** Kept in memory: the page is a patient's chart in plain text. */
const MEMORY = '/dev/shm'
const ASIDE = 'sansho-print-'

/** The browser's path; null when there is none on this machine. */
export function findBrowser(): string | null {
  const folders = (process.env.PATH ?? '').split(path.delimiter)
  const places = NAMES.flatMap((name) => folders.map((folder) => path.join(folder, name)))
  return places.find((place) => fs.existsSync(place)) ?? null
}

/**
 * Also takes away the pages that programs which were killed have left: charts in plain text.
 * @throws Error when the browser fails or takes longer than ten minutes; nothing of the page is left.
 */
export async function printToPdf(
  browser: string,
  page: Buffer,
  signal: AbortSignal,
): Promise<Uint8Array> {
  removeDeadPages()
  const folder = path.join(placeOfPages(), `${ASIDE}${process.pid}`)
  fs.mkdirSync(folder, { mode: 0o700 })
  try {
    const [source, pdf] = [path.join(folder, 'record.html'), path.join(folder, 'record.pdf')]
    fs.writeFileSync(source, page, { mode: 0o600 })
    await run(browser, argumentsFor(folder, source, pdf), {
      signal: AbortSignal.any([signal, AbortSignal.timeout(LIMIT_MILLISECONDS)]),
      env: { ...process.env, HOME: folder, XDG_CONFIG_HOME: folder, XDG_CACHE_HOME: folder },
    })
    return fs.readFileSync(pdf)
  } catch (cause) {
    throw new Error('the browser could not print the record', { cause })
  } finally {
    fs.rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 })
  }
}

/**
 * Runs the browser until it and every process that it started have ended, for each of them may write into its folder again.
 * @throws Error when it fails or is stopped
 */
async function run(
  browser: string,
  args: readonly string[],
  { signal, env }: { signal: AbortSignal; env: NodeJS.ProcessEnv },
): Promise<void> {
  signal.throwIfAborted()
  // A group of its own: its processes end together.
  const child = spawn(browser, args, { env, detached: true, stdio: ['ignore', 'ignore', 'pipe'] })
  const stop = () => endGroup(child.pid)
  signal.addEventListener('abort', stop)
  let said = ''
  child.stderr.on('data', (bytes) => {
    said = `${said}${bytes}`.slice(-LAST_WORDS)
  })
  try {
    const closed = once(child, 'close')
    child.once('exit', stop)
    const [code] = await closed
    signal.throwIfAborted()
    if (code !== 0) throw new Error(`${browser} ended with ${code}: ${said}`)
  } finally {
    signal.removeEventListener('abort', stop)
  }
}

function endGroup(leader: number | undefined): void {
  try {
    if (leader !== undefined) process.kill(-leader, 'SIGKILL')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
  }
}

/** Of programs that were killed. */
export function removeDeadPages(): void {
  removeDeadAsides(placeOfPages(), ASIDE, '')
}

function placeOfPages(): string {
  return fs.existsSync(MEMORY) ? MEMORY : os.tmpdir()
}

function argumentsFor(folder: string, source: string, pdf: string): string[] {
  return [
    '--headless',
    '--disable-gpu',
    '--disable-dev-shm-usage',
    '--no-pdf-header-footer',
    '--host-resolver-rules=MAP * ~NOTFOUND',
    `--user-data-dir=${path.join(folder, 'profile')}`,
    // Chromium's own sandbox refuses root; the page has no script, and its policy lets nothing load.
    ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
    `--print-to-pdf=${pdf}`,
    `file://${source}`,
  ]
}
