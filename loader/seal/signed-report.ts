/** Reports that nobody can alter unseen: signed by the installation that wrote them. */
import crypto from 'node:crypto'
import { isSignedBy, sign, signingKey } from './signing-key.ts'

export interface Signature {
  /** Of the installation: see signing-key.ts. */
  readonly publicKey: string
  readonly signature: string
}

export function signedReport<Content extends object>(
  dataDirectory: string,
  content: Content,
): Content & Signature {
  const key = signingKey(dataDirectory)
  const named = { ...content, publicKey: key.publicKey }
  return { ...named, signature: sign(digestOf(named), key) }
}

/** Whether the report is as whoever holds the key in it wrote it. */
export function isReportIntact({ signature, ...content }: Signature): boolean {
  return isSignedBy(digestOf(content), signature, content.publicKey)
}

function digestOf(content: object): string {
  return crypto.hash('sha256', JSON.stringify(content), 'hex')
}
