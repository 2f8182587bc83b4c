/**
 * The appliance's own certificate authority, in `<data>/state/tls/`: it vouches for the server and for the enrolled terminals, and
 * for nothing else. Made when the first terminal is approved; nothing outside the hospital is asked.
 */
import 'reflect-metadata'
import { X509Certificate as NodeCertificate, randomBytes } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import {
  AuthorityKeyIdentifierExtension,
  BasicConstraintsExtension,
  ExtendedKeyUsage,
  ExtendedKeyUsageExtension,
  KeyUsageFlags,
  KeyUsagesExtension,
  PemConverter,
  SubjectKeyIdentifierExtension,
  X509Certificate,
  X509CertificateGenerator,
} from '@peculiar/x509'
import { ALGORITHM, makeKeys, privateKeyPem, validFor, writeWhole } from './issue.ts'

/** Twenty years: no hospital should have to enrol every terminal again because of the authority's age. */
const AUTHORITY_DAYS = 7_300
/**
 * Ten years: an appliance lies ready for years before its one day, and must not find then that it knows no terminal any more.
 * A terminal that is lost is revoked; its certificate's end protects nothing.
 */
const TERMINAL_DAYS = 3_650

export interface Authority {
  /** PEM, for browsers and the TLS server to trust. */
  readonly certificate: string
  readonly issuer: X509Certificate
  readonly signingKey: CryptoKey
}

export interface TerminalCertificate {
  /** PEM. */
  readonly key: string
  readonly certificate: string
  /** SHA-256: `AB:CD:…`, as Node's TLS names a peer's. */
  readonly fingerprint: string
  /** UTC. */
  readonly expiresAt: string
}

function pathsOf(dataDirectory: string) {
  const directory = join(dataDirectory, 'state', 'tls')
  return { directory, key: join(directory, 'ca.key'), certificate: join(directory, 'ca.crt') }
}

/** The authority, or null while no terminal has been approved. */
export async function readAuthority(dataDirectory: string): Promise<Authority | null> {
  const paths = pathsOf(dataDirectory)
  if (!existsSync(paths.certificate)) return null
  const certificate = readFileSync(paths.certificate, 'utf8')
  const pkcs8 = PemConverter.decodeFirst(readFileSync(paths.key, 'utf8'))
  return {
    certificate,
    issuer: new X509Certificate(certificate),
    signingKey: await globalThis.crypto.subtle.importKey('pkcs8', pkcs8, ALGORITHM, false, [
      'sign',
    ]),
  }
}

export async function ensureAuthority(dataDirectory: string): Promise<Authority> {
  const known = await readAuthority(dataDirectory)
  if (known !== null) return known
  const keys = await makeKeys()
  const certificate = await X509CertificateGenerator.createSelfSigned({
    // The number keeps the authorities of two appliances apart in a browser that trusts both.
    name: `CN=Sansho CA ${randomBytes(4).toString('hex')}`,
    ...validFor(AUTHORITY_DAYS),
    signingAlgorithm: ALGORITHM,
    keys,
    extensions: [
      new BasicConstraintsExtension(true, 0, true),
      new KeyUsagesExtension(KeyUsageFlags.keyCertSign | KeyUsageFlags.cRLSign, true),
      await SubjectKeyIdentifierExtension.create(keys.publicKey),
    ],
  })
  const paths = pathsOf(dataDirectory)
  mkdirSync(paths.directory, { recursive: true, mode: 0o700 })
  // The certificate last: while it is missing there is no authority.
  writeWhole(paths.key, await privateKeyPem(keys))
  writeWhole(paths.certificate, certificate.toString('pem'))
  return {
    certificate: certificate.toString('pem'),
    issuer: certificate,
    signingKey: keys.privateKey,
  }
}

export async function issueTerminalCertificate(
  authority: Authority,
  name: string,
): Promise<TerminalCertificate> {
  const keys = await makeKeys()
  const { notBefore, notAfter } = validFor(TERMINAL_DAYS)
  const end = authority.issuer.notAfter
  const issued = await X509CertificateGenerator.create({
    subject: `CN=${name}`,
    issuer: authority.issuer.subject,
    notBefore,
    notAfter: end < notAfter ? end : notAfter,
    signingAlgorithm: ALGORITHM,
    publicKey: keys.publicKey,
    signingKey: authority.signingKey,
    extensions: [
      new BasicConstraintsExtension(false, undefined, true),
      new KeyUsagesExtension(KeyUsageFlags.digitalSignature, true),
      new ExtendedKeyUsageExtension([ExtendedKeyUsage.clientAuth]),
      await AuthorityKeyIdentifierExtension.create(authority.issuer),
    ],
  })
  const certificate = issued.toString('pem')
  return {
    key: await privateKeyPem(keys),
    certificate,
    fingerprint: new NodeCertificate(certificate).fingerprint256,
    expiresAt: issued.notAfter.toISOString(),
  }
}
