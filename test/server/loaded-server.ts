/** A server over what the program itself loaded: the way from a file of a backup to what the chart answers. */
import fs from 'node:fs'
import path from 'node:path'
import { sansho, temporaryFolder } from '../loader/load/medium.ts'
import { startTestServer, type Terminal, type TestServer } from './running-server.ts'

export interface LoadedServer {
  readonly server: TestServer
  readonly terminal: Terminal
  /** A part of the chart, as its address names it. */
  part(patientId: string, part: string): Promise<unknown>
  stop(): Promise<void>
}

/**
 * One medium of files by their paths, or several by their labels (`ehr/…`, `pacs/…`).
 * @param asOf of all of them, or of each: `ehr=2022-10-31`
 */
export async function startLoadedServer(
  files: Readonly<Record<string, string | Uint8Array>>,
  {
    asOf,
    labels = [],
  }: { readonly asOf: string | readonly string[]; readonly labels?: readonly string[] },
): Promise<LoadedServer> {
  const medium = temporaryFolder()
  for (const [name, content] of Object.entries(files)) {
    const place = path.join(medium, name)
    fs.mkdirSync(path.dirname(place), { recursive: true })
    fs.writeFileSync(place, content)
  }
  const media =
    labels.length === 0 ? [medium] : labels.map((label) => `${label}=${path.join(medium, label)}`)
  const server = await startTestServer(null, (data) => {
    const stated = [asOf].flat().flatMap((each) => ['--as-of', each])
    const outcome = sansho('load', ...media, '--data', data, ...stated, '--json')
    if (outcome.code !== 0 && outcome.code !== 3) throw new Error(outcome.stderr)
  })
  const terminal = await server.clinician()
  return {
    server,
    terminal,
    async part(patientId, part) {
      const chart = await terminal.open(patientId)
      return (await terminal.send('GET', `/api/charts/${chart}/${part}`)).json()
    },
    async stop() {
      await server.stop()
      fs.rmSync(medium, { recursive: true })
    },
  }
}

/** NDJSON of resources. */
export function lines(...resources: readonly object[]): string {
  return `${resources.map((each) => JSON.stringify(each)).join('\n')}\n`
}

const NUMBERS = 'urn:oid:1.2.392.100495.20.3.51.11310000000'

/** FHIR R4 Patient; its id is its chart number with a `p` before. */
export function fhirPatient(number: string): object {
  return {
    resourceType: 'Patient',
    id: `p${number}`,
    identifier: [{ system: NUMBERS, value: number }],
    name: [{ text: `患者 ${number}` }],
    birthDate: '1950-01-01',
  }
}

/** A resource of that patient, who is its `subject`. */
export function fhirFact(resourceType: string, number: string, rest: object): object {
  return { resourceType, subject: { reference: `Patient/p${number}` }, ...rest }
}
