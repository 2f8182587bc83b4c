/** Debian's Orthanc with its DICOMweb plugin, started on a free port: the surviving image server of the tests, and what indexing is measured against. */
import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'

const PROGRAM = '/usr/sbin/Orthanc'
const PLUGIN = '/usr/share/orthanc/plugins/libOrthancDicomWeb.so'
export const hasOrthanc = existsSync(PROGRAM) && existsSync(PLUGIN)
export const LOGIN = { user: 'sansho', password: 'reads only' }

export interface Orthanc {
  /** Base address of DICOMweb. */
  readonly url: string
  /** Puts an image in, as a modality would. */
  store(bytes: Uint8Array): Promise<void>
  /** Seconds of processor time it has taken so far (proc(5), stat: clock ticks of a hundredth). */
  processorSeconds(): number
  pause(): void
  resume(): void
  stop(): Promise<void>
}

export async function startOrthanc(): Promise<Orthanc> {
  const folder = mkdtempSync(join(tmpdir(), 'sansho-orthanc-'))
  const port = await freePort()
  const settings = join(folder, 'orthanc.json')
  writeFileSync(
    settings,
    JSON.stringify({
      StorageDirectory: folder,
      IndexDirectory: folder,
      HttpPort: port,
      DicomServerEnabled: false,
      RemoteAccessAllowed: false,
      AuthenticationEnabled: true,
      RegisteredUsers: { [LOGIN.user]: LOGIN.password },
      DefaultEncoding: 'Utf8',
      Plugins: [PLUGIN],
      DicomWeb: { Enable: true, Root: '/dicom-web/' },
    }),
  )
  const child = spawn(PROGRAM, [settings], { stdio: 'ignore' })
  const base = `http://127.0.0.1:${port}`
  const authorization = `Basic ${Buffer.from(`${LOGIN.user}:${LOGIN.password}`).toString('base64')}`
  await untilAnswers(base, authorization, child)
  return {
    url: `${base}/dicom-web`,
    async store(bytes) {
      const answer = await fetch(`${base}/instances`, {
        method: 'POST',
        headers: { authorization },
        body: Uint8Array.from(bytes),
      })
      if (answer.status !== 200) throw new Error(`Orthanc took no image: ${answer.status}`)
    },
    processorSeconds() {
      const [, rest = ''] = readFileSync(`/proc/${child.pid}/stat`, 'utf8').split(') ')
      const [user, system] = rest.split(' ').slice(11, 13).map(Number)
      return ((user ?? 0) + (system ?? 0)) / 100
    },
    pause: () => void child.kill('SIGSTOP'),
    resume: () => void child.kill('SIGCONT'),
    async stop() {
      await ended(child)
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

async function untilAnswers(base: string, authorization: string, child: ChildProcess) {
  for (;;) {
    if (child.exitCode !== null) throw new Error(`Orthanc ended with ${child.exitCode}`)
    try {
      if ((await fetch(`${base}/system`, { headers: { authorization } })).ok) return
    } catch {
      // Not listening yet.
    }
    await pause(100)
  }
}

function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve()
  return new Promise((resolve) => {
    child.once('exit', () => resolve())
    child.kill('SIGKILL')
  })
}

export function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer()
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      const port = typeof address === 'object' && address !== null ? address.port : 0
      server.close(() => resolve(port))
    })
  })
}
