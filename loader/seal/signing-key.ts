/**
 * The key with which this installation seals media and generations: Ed25519 (RFC 8032), made on first use and kept under
 * `state/` of the data directory, readable by its owner only. It proves that a list was written here and not altered.
 */
import crypto from 'node:crypto'
import fs from 'node:fs'
import path from 'node:path'

export interface SigningKey {
  readonly privateKey: crypto.KeyObject
  /** SubjectPublicKeyInfo in base64: what stands in a seal. */
  readonly publicKey: string
}

const FILE = 'seal-key.pem'

/** The installation's key, made now if there is none. */
export function signingKey(dataDirectory: string): SigningKey {
  const folder = path.join(path.resolve(dataDirectory), 'state')
  const file = path.join(folder, FILE)
  if (!fs.existsSync(file)) writeKey(folder, file)
  return describe(crypto.createPrivateKey(fs.readFileSync(file)))
}

/** The installation's public key; '' when it has never sealed anything. */
export function knownPublicKey(dataDirectory: string): string {
  const file = path.join(path.resolve(dataDirectory), 'state', FILE)
  if (!fs.existsSync(file)) return ''
  return describe(crypto.createPrivateKey(fs.readFileSync(file))).publicKey
}

/** Whole or not at all; of two processes that make one at the same time, the first wins. */
function writeKey(folder: string, file: string): void {
  fs.mkdirSync(folder, { recursive: true, mode: 0o750 })
  const { privateKey } = crypto.generateKeyPairSync('ed25519')
  const aside = `${file}.${process.pid}`
  const pem = privateKey.export({ type: 'pkcs8', format: 'pem' })
  fs.writeFileSync(aside, pem, { mode: 0o600, flush: true })
  try {
    fs.linkSync(aside, file)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  } finally {
    fs.rmSync(aside, { force: true })
  }
}

function describe(privateKey: crypto.KeyObject): SigningKey {
  const spki = crypto.createPublicKey(privateKey).export({ type: 'spki', format: 'der' })
  return { privateKey, publicKey: spki.toString('base64') }
}

/** @param digest SHA-256 in hex of what is sealed. */
export function sign(digest: string, key: SigningKey): string {
  return crypto.sign(null, Buffer.from(digest, 'hex'), key.privateKey).toString('base64')
}

/** Whether the holder of the public key signed this digest. False for anything malformed. */
export function isSignedBy(digest: string, signature: string, publicKey: string): boolean {
  try {
    const key = crypto.createPublicKey({
      key: Buffer.from(publicKey, 'base64'),
      type: 'spki',
      format: 'der',
    })
    return crypto.verify(null, Buffer.from(digest, 'hex'), key, Buffer.from(signature, 'base64'))
  } catch {
    return false
  }
}

/** First 16 hex digits of the key's SHA-256: what people compare. */
export function fingerprint(publicKey: string): string {
  return crypto.hash('sha256', Buffer.from(publicKey, 'base64'), 'hex').slice(0, 16)
}
