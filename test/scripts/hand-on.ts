/** Hands a patient's record on: another system's FHIR is loaded, exported by the command, and loaded again from what the receiver gets. */
import { spawnSync } from 'node:child_process'
import fs from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type { Bundle } from '@medplum/fhirtypes'
import { findPatient } from '../../server/charts/patient.ts'
import { type Generation, openGeneration } from '../../server/generations/open-generation.ts'
import { type Handover, readHandover } from '../../server/handover/facts.ts'
import { openArchive } from './open-archive.ts'

const PASSPHRASE = 'a lantern over 7 quiet bridges'

export interface HandedOn {
  /** What the receiver gets. */
  readonly bundle: Bundle
  readonly first: Generation
  readonly second: Generation
  /** The chart at the sender, and at the receiver. */
  readonly was: Handover
  readonly is: Handover
  /** @returns the files of the same record in another form */
  exported(format: 'folder' | 'fhir'): Promise<Map<string, Buffer>>
  remove(): void
}

/** @param number of the one patient whom the resources are about */
export async function handOn(number: string, resources: readonly unknown[]): Promise<HandedOn> {
  const root = fs.mkdtempSync(path.join(tmpdir(), 'sansho-handed-on-'))
  const folderOf = (name: string) => {
    const folder = path.join(root, name)
    fs.mkdirSync(folder)
    return folder
  }
  const load = (medium: string, name: string, ...more: string[]): Generation => {
    const data = path.join(root, name)
    sansho('load', medium, '--data', data, ...more)
    return openGeneration(fs.realpathSync(path.join(data, 'generations/current')))
  }
  const chartOf = (generation: Generation): Promise<Handover> => {
    const patient = findPatient(generation, number)
    if (patient === null) throw new Error('the patient is not there')
    return readHandover(generation, patient, { images: false })
  }
  const passphrase = path.join(root, 'passphrase')
  fs.writeFileSync(passphrase, PASSPHRASE)
  const exported: HandedOn['exported'] = async (format) => {
    const out = folderOf(`out-${format}`)
    const kept = ['--reason', 'moved', '--passphrase-file', passphrase]
    const data = ['--data', path.join(root, 'first')]
    sansho('export', number, '--format', format, '--out', out, ...kept, ...data)
    const [archive = ''] = fs.readdirSync(out)
    return openArchive(fs.readFileSync(path.join(out, archive)), PASSPHRASE)
  }
  const medium = folderOf('medium')
  const lines = resources.map((each) => JSON.stringify(each))
  fs.writeFileSync(path.join(medium, 'export.ndjson'), lines.join('\n'))
  const first = load(medium, 'first', '--as-of', '2022-11-10T03:15')
  const received = folderOf('received')
  const written = (await exported('fhir')).get('bundle.json') ?? Buffer.alloc(0)
  fs.writeFileSync(path.join(received, 'bundle.json'), written)
  const second = load(received, 'second')
  return {
    bundle: JSON.parse(written.toString()),
    first,
    second,
    was: await chartOf(first),
    is: await chartOf(second),
    exported,
    remove() {
      first.close()
      second.close()
      fs.rmSync(root, { recursive: true })
    },
  }
}

function sansho(...args: string[]): void {
  const script = path.resolve(import.meta.dirname, '../../scripts/sansho')
  const { status, stderr } = spawnSync(script, args, { encoding: 'utf8' })
  // 3: done, and something is missing.
  if (status !== 0 && status !== 3) throw new Error(stderr)
}
