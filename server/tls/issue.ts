/** What the appliance's certificates have in common: keys, dates, and how they lie on the disk. */
import 'reflect-metadata'
import { renameSync, writeFileSync } from 'node:fs'
import { cryptoProvider, PemConverter } from '@peculiar/x509'

export const DAY = 86_400_000
export const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const

/** Clocks on an isolated LAN drift: a certificate must not be "not yet valid" on a slow terminal. */
const BACKDATED_DAYS = 7

export async function makeKeys(): Promise<CryptoKeyPair> {
  cryptoProvider.set(globalThis.crypto)
  return globalThis.crypto.subtle.generateKey(ALGORITHM, true, ['sign', 'verify'])
}

export function validFor(days: number): { notBefore: Date; notAfter: Date } {
  const now = Date.now()
  return {
    notBefore: new Date(now - BACKDATED_DAYS * DAY),
    notAfter: new Date(now + days * DAY),
  }
}

export async function privateKeyPem(keys: CryptoKeyPair): Promise<string> {
  const pkcs8 = await globalThis.crypto.subtle.exportKey('pkcs8', keys.privateKey)
  return PemConverter.encode(pkcs8, 'PRIVATE KEY')
}

/** Never half a file under the final name, and never readable by others. */
export function writeWhole(path: string, text: string): void {
  writeFileSync(`${path}.part`, `${text}\n`, { mode: 0o600, flush: true })
  renameSync(`${path}.part`, path)
}
