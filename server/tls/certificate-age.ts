/** From when and until when the appliance's own certificates are good. */
import { X509Certificate } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

export interface CertificateAge {
  readonly of: 'server' | 'authority'
  /** UTC, here and below. */
  readonly from: string
  readonly expiresAt: string
}

const FILES = { server: 'server.crt', authority: 'ca.crt' } as const

/** Of those that there are. Read anew each time: the server's is renewed while it runs. */
export function readCertificateAges(dataDirectory: string): CertificateAge[] {
  const utc = (text: string) => new Date(text).toISOString()
  return (['server', 'authority'] as const).flatMap((of) => {
    const file = join(dataDirectory, 'state', 'tls', FILES[of])
    if (!existsSync(file)) return []
    const { validFrom, validTo } = new X509Certificate(readFileSync(file))
    return [{ of, from: utc(validFrom), expiresAt: utc(validTo) }]
  })
}
