/** The server's own certificate, made on first start: nothing outside the hospital is asked for it. */
import 'reflect-metadata'
import { createPrivateKey, X509Certificate as NodeCertificate } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync } from 'node:fs'
import { isIP } from 'node:net'
import { join } from 'node:path'
import {
  BasicConstraintsExtension,
  ExtendedKeyUsage,
  ExtendedKeyUsageExtension,
  type JsonGeneralName,
  KeyUsageFlags,
  KeyUsagesExtension,
  SubjectAlternativeNameExtension,
  X509CertificateGenerator,
} from '@peculiar/x509'
import type { Authority } from './authority.ts'
import { ALGORITHM, DAY, makeKeys, privateKeyPem, validFor, writeWhole } from './issue.ts'

export interface Certificate {
  /** PEM. */
  readonly key: string
  readonly certificate: string
  /** SHA-256 of the certificate, for people to compare: `AB:CD:…`. */
  readonly fingerprint: string
  /** True when it was made now: terminals that trusted an older one must be told. */
  readonly isNew: boolean
}

/** Two years: outlives the longest known outage (ten weeks) many times. */
const VALID_DAYS = 730
/** A certificate this close to its end is replaced, so that none ends during an outage. */
const RENEW_DAYS = 120

/**
 * The certificate in `<data>/state/tls/`, made anew when there is none, when it ends within 120 days, when it
 * lacks one of the names, or when a loss of power has left a key that is not its own.
 * @param authority signs it once there is one, so that enrolled terminals trust it; until then it signs itself
 * @param names host names and IP addresses the server is reached by
 */
export async function ensureCertificate(
  dataDirectory: string,
  names: readonly string[],
  authority: Authority | null,
): Promise<Certificate> {
  const directory = join(dataDirectory, 'state', 'tls')
  const keyPath = join(directory, 'server.key')
  const certificatePath = join(directory, 'server.crt')
  if (existsSync(keyPath) && existsSync(certificatePath)) {
    const key = readFileSync(keyPath, 'utf8')
    const certificate = readFileSync(certificatePath, 'utf8')
    const known = readPair(key, certificate)
    if (known !== null && isGood(known, names, authority)) {
      return { key, certificate, fingerprint: known.fingerprint256, isNew: false }
    }
  }
  const { key, certificate } = await makeCertificate(names, authority)
  mkdirSync(directory, { recursive: true, mode: 0o700 })
  writeWhole(keyPath, key)
  writeWhole(certificatePath, certificate)
  const { fingerprint256 } = new NodeCertificate(certificate)
  return { key, certificate, fingerprint: fingerprint256, isNew: true }
}

/** Null where one of the two is damaged, or they do not belong together: they are written one after the other. */
function readPair(key: string, certificate: string): NodeCertificate | null {
  try {
    const known = new NodeCertificate(certificate)
    return known.checkPrivateKey(createPrivateKey(key)) ? known : null
  } catch {
    return null
  }
}

function isGood(
  certificate: NodeCertificate,
  names: readonly string[],
  authority: Authority | null,
): boolean {
  const daysLeft = (Date.parse(certificate.validTo) - Date.now()) / DAY
  const covers = (name: string) =>
    isIP(name) > 0
      ? certificate.checkIP(name) !== undefined
      : certificate.checkHost(name) !== undefined
  const isVouchedFor =
    authority === null || certificate.checkIssued(new NodeCertificate(authority.certificate))
  return daysLeft > RENEW_DAYS && names.every(covers) && isVouchedFor
}

async function makeCertificate(
  names: readonly string[],
  authority: Authority | null,
): Promise<{ key: string; certificate: string }> {
  const keys = await makeKeys()
  const alternative = names.map(
    (name): JsonGeneralName => ({ type: isIP(name) > 0 ? 'ip' : 'dns', value: name }),
  )
  const common = {
    ...validFor(VALID_DAYS),
    signingAlgorithm: ALGORITHM,
    extensions: [
      new BasicConstraintsExtension(false, undefined, true),
      new KeyUsagesExtension(KeyUsageFlags.digitalSignature, true),
      new ExtendedKeyUsageExtension([ExtendedKeyUsage.serverAuth]),
      new SubjectAlternativeNameExtension(alternative),
    ],
  }
  const certificate =
    authority === null
      ? await X509CertificateGenerator.createSelfSigned({ ...common, name: 'CN=Sansho', keys })
      : await X509CertificateGenerator.create({
          ...common,
          subject: 'CN=Sansho',
          issuer: authority.issuer.subject,
          publicKey: keys.publicKey,
          signingKey: authority.signingKey,
        })
  return { key: await privateKeyPem(keys), certificate: certificate.toString('pem') }
}
