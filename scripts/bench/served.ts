/** A server for a measurement: over HTTPS-less loopback, with the built viewer and an account made for it. */
import { openAccounts } from '../../server/access/accounts.ts'
import { generatePassphrase } from '../../server/access/passwords.ts'
import { openStateDatabase } from '../../server/access/state-database.ts'
import { startServer } from '../../server/start.ts'

const DIST = new URL('../../dist/', import.meta.url).pathname

export interface ServedForBench {
  readonly address: string
  readonly user: string
  readonly password: string
  readonly stop: () => Promise<void>
}

/** Serves the current generation of a data directory; the account is added to that directory. */
export async function serveForBench(dataDirectory: string): Promise<ServedForBench> {
  const user = 'bench'
  const password = generatePassphrase()
  const state = openStateDatabase(dataDirectory)
  const account = { user, displayName: user, role: 'clinician', demo: false } as const
  await openAccounts(state).add(account, password)
  state.close()
  const { address, stop } = await startServer({
    dataDirectory,
    host: '127.0.0.1',
    port: 0,
    https: false,
    demo: false,
    viewerDirectory: DIST,
    log: () => {},
  })
  return { address, user, password, stop }
}
