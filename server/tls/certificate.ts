/** The server's own certificate, made on first start: nothing outside the hospital is asked for it. */
import 'reflect-metadata'
import { X509Certificate as NodeCertificate } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { isIP } from 'node:net'
import { join } from 'node:path'
import {
  BasicConstraintsExtension,
  cryptoProvider,
  ExtendedKeyUsage,
  ExtendedKeyUsageExtension,
  type JsonGeneralName,
  KeyUsageFlags,
  KeyUsagesExtension,
  PemConverter,
  SubjectAlternativeNameExtension,
  X509CertificateGenerator,
} from '@peculiar/x509'

export interface Certificate {
  /** PEM. */
  readonly key: string
  readonly certificate: string
  /** SHA-256 of the certificate, for people to compare: `AB:CD:…`. */
  readonly fingerprint: string
  /** True when it was made now: terminals that trusted an older one must be told. */
  readonly isNew: boolean
}

const DAY = 86_400_000
/** Clocks on an isolated LAN drift: a certificate must not be "not yet valid" on a slow terminal. */
const BACKDATED_DAYS = 7
/** Two years: outlives the longest known outage (ten weeks) many times. */
const VALID_DAYS = 730
/** A certificate this close to its end is replaced at start, so that none ends during an outage. */
const RENEW_DAYS = 120

const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const

/**
 * The certificate in `<data>/state/tls/`, made anew when there is none, when it ends within 120 days, or when it
 * lacks one of the names.
 * @param names host names and IP addresses the server is reached by
 */
export async function ensureCertificate(
  dataDirectory: string,
  names: readonly string[],
): Promise<Certificate> {
  const directory = join(dataDirectory, 'state', 'tls')
  const keyPath = join(directory, 'server.key')
  const certificatePath = join(directory, 'server.crt')
  if (existsSync(keyPath) && existsSync(certificatePath)) {
    const key = readFileSync(keyPath, 'utf8')
    const certificate = readFileSync(certificatePath, 'utf8')
    const known = new NodeCertificate(certificate)
    if (isGood(known, names)) {
      return { key, certificate, fingerprint: known.fingerprint256, isNew: false }
    }
  }
  const { key, certificate } = await makeCertificate(names)
  mkdirSync(directory, { recursive: true, mode: 0o700 })
  writeWhole(keyPath, key)
  writeWhole(certificatePath, certificate)
  const { fingerprint256 } = new NodeCertificate(certificate)
  return { key, certificate, fingerprint: fingerprint256, isNew: true }
}

function isGood(certificate: NodeCertificate, names: readonly string[]): boolean {
  const daysLeft = (Date.parse(certificate.validTo) - Date.now()) / DAY
  const covers = (name: string) =>
    isIP(name) > 0
      ? certificate.checkIP(name) !== undefined
      : certificate.checkHost(name) !== undefined
  return daysLeft > RENEW_DAYS && names.every(covers)
}

async function makeCertificate(
  names: readonly string[],
): Promise<{ key: string; certificate: string }> {
  cryptoProvider.set(globalThis.crypto)
  const keys = await globalThis.crypto.subtle.generateKey(ALGORITHM, true, ['sign', 'verify'])
  const alternative = names.map(
    (name): JsonGeneralName => ({ type: isIP(name) > 0 ? 'ip' : 'dns', value: name }),
  )
  const certificate = await X509CertificateGenerator.createSelfSigned({
    name: 'CN=Sansho',
    notBefore: new Date(Date.now() - BACKDATED_DAYS * DAY),
    notAfter: new Date(Date.now() + VALID_DAYS * DAY),
    signingAlgorithm: ALGORITHM,
    keys,
    extensions: [
      new BasicConstraintsExtension(false, undefined, true),
      new KeyUsagesExtension(KeyUsageFlags.digitalSignature, true),
      new ExtendedKeyUsageExtension([ExtendedKeyUsage.serverAuth]),
      new SubjectAlternativeNameExtension(alternative),
    ],
  })
  const pkcs8 = await globalThis.crypto.subtle.exportKey('pkcs8', keys.privateKey)
  return {
    key: PemConverter.encode(pkcs8, 'PRIVATE KEY'),
    certificate: certificate.toString('pem'),
  }
}

/** Never half a file under the final name, and never readable by others. */
function writeWhole(path: string, text: string): void {
  writeFileSync(`${path}.part`, `${text}\n`, { mode: 0o600 })
  renameSync(`${path}.part`, path)
}
