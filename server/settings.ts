/**
 * What a hospital may set, in `<data>/settings.json`; a file that is not there, or a name that is not in it, means the
 * default. Read once at start. Example: `{"session": {"idleMinutes": 10, "oneSessionPerPerson": true}}`
 *
 * | setting                       | default | what it is |
 * |---|---|---|
 * | session.lockMinutes           | 5; er 10, or 30 | minutes without a sign of life after which a screen locks, by place: `{"or": 60}` (1 to 120) |
 * | session.idleMinutes           | 60      | minutes without a sign of life after which a session ends, locked or not (1 to 240) |
 * | session.absoluteHours         | 12      | hours after which a session ends whatever happens (1 to 24) |
 * | network.connectionsPerAddress | 100   | connections one address may hold at once (6 to 2000) |
 * | network.oldestTls             | 1.3     | `"1.2"` also lets in terminals whose browser knows no newer TLS |
 * | session.oneSessionPerPerson   | false   | signing in ends the person's other sessions; never for the demo user |
 * | log.collector.address         | none    | syslog collector over TLS that gets every entry of the access log: `collector.example:6514` |
 * | log.collector.caFile          | —       | certificate of the authority that vouches for it, PEM |
 * | log.collector.certificateFile, keyFile | none | who we are, where the collector asks for it, PEM |
 * | images.media                  | none    | where the server sees media whose images were not copied, by label: `{"ehr": "/media/backup"}` |
 * | images.pacs.url               | none    | base address of a surviving image server's DICOMweb: `https://pacs.example/dicom-web` |
 * | images.pacs.credentialsFile   | none    | file only we can read: `{"user": …, "password": …}` or `{"token": …}` |
 * | images.pacs.timeoutSeconds    | 4       | silence of the image server after which it counts as away (1 to 20); less than a kilobyte a second is silence, too |
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import type { Place } from '../model/codes/places.ts'

const LockMinutes = z.number().int().min(1).max(120)
const Session = z.strictObject({
  lockMinutes: z
    .strictObject({
      'reference-centre': LockMinutes.default(5),
      er: LockMinutes.default(10),
      // Hands in sterile gloves read, and touch nothing.
      or: LockMinutes.default(30),
      ward: LockMinutes.default(5),
      desk: LockMinutes.default(5),
      it: LockMinutes.default(5),
    } satisfies Record<Place, unknown>)
    .prefault({}),
  idleMinutes: z.number().int().min(1).max(240).default(60),
  absoluteHours: z.number().int().min(1).max(24).default(12),
  oneSessionPerPerson: z.boolean().default(false),
})
const Network = z.strictObject({
  // A browser opens six.
  connectionsPerAddress: z.number().int().min(6).max(2000).default(100),
  oldestTls: z.enum(['1.2', '1.3']).default('1.3'),
})
const Pacs = z.strictObject({
  url: z.url({ protocol: /^https?$/ }).refine((url) => !/@|\?|#/.test(url), {
    error: 'an address without user, query or fragment',
  }),
  credentialsFile: z.string().min(1).optional(),
  timeoutSeconds: z.number().min(1).max(20).default(4),
})
const Images = z.strictObject({
  pacs: Pacs.optional(),
  media: z.record(z.string().min(1), z.string().startsWith('/')).default({}),
})
const Collector = z
  .strictObject({
    address: z.string().regex(/^(?:[\w.-]+|\[[0-9a-fA-F:]+\]):[1-9]\d{0,4}$/, {
      error: 'a host and a port, as collector.example:6514',
    }),
    caFile: z.string().min(1),
    certificateFile: z.string().min(1).optional(),
    keyFile: z.string().min(1).optional(),
  })
  .refine(
    ({ certificateFile, keyFile }) => (certificateFile === undefined) === (keyFile === undefined),
    {
      error: 'certificateFile and keyFile go together',
    },
  )
const Log = z.strictObject({ collector: Collector.optional() })
const Settings = z.strictObject({
  session: Session.prefault({}),
  network: Network.prefault({}),
  images: Images.prefault({}),
  log: Log.prefault({}),
})

export type Settings = z.output<typeof Settings>
export type NetworkSettings = z.output<typeof Network>
export type SessionSettings = z.output<typeof Session>
export type CollectorSettings = z.output<typeof Collector>
export type PacsSettings = z.output<typeof Pacs>

export const DEFAULT_SETTINGS: Settings = Settings.parse({})

/** @throws Error that names the file and the setting which can't be used: a typing error must not weaken a limit. */
export function readSettings(dataDirectory: string): Settings {
  const path = join(dataDirectory, 'settings.json')
  let text: string
  try {
    text = readFileSync(path, 'utf8')
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return DEFAULT_SETTINGS
    throw new Error(`the settings in ${path} could not be read`, { cause })
  }
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (cause) {
    throw new Error(`the settings in ${path} are not JSON`, { cause })
  }
  const parsed = Settings.safeParse(value)
  if (parsed.success) return parsed.data
  const [issue] = parsed.error.issues
  throw new Error(
    `the settings in ${path} can't be used: ${issue?.path.join('.')}: ${issue?.message}`,
  )
}
