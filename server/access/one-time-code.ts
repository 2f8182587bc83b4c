/** Codes of an authenticator app: TOTP (RFC 6238) over HOTP (RFC 4226) by HMAC-SHA-1, six digits, steps of thirty seconds: what every app knows. */
import { createHmac, timingSafeEqual } from 'node:crypto'

const STEP_MILLISECONDS = 30_000
const DIGITS = 6
/** RFC 4226 4, R6: 160 bits are recommended. */
export const SECRET_BYTES = 20
/** Before and after the present one (RFC 6238 5.2): clocks of an isolated network differ, and typing takes time. */
const STEPS_AROUND = 1
/** RFC 4648 6. */
const BASE32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'

/** The code of a step: RFC 4226 5.3 with the step as its counter. */
export function codeOf(secret: Uint8Array, step: number): string {
  const counter = Buffer.alloc(8)
  counter.writeBigUInt64BE(BigInt(step))
  const mac = createHmac('sha1', secret).update(counter).digest()
  const truncated = mac.readUInt32BE((mac.at(-1) ?? 0) & 0x0f) & 0x7fffffff
  return String(truncated % 10 ** DIGITS).padStart(DIGITS, '0')
}

/**
 * The step whose code this is, of those around `now` (milliseconds since 1970).
 * @param code as typed: spaces and wide digits are no mistakes
 * @returns null when it is none
 */
export function stepOfCode(secret: Uint8Array, code: string, now: number): number | null {
  const typed = Buffer.from(code.normalize('NFKC').replaceAll(/\s/g, ''))
  const present = Math.floor(now / STEP_MILLISECONDS)
  let found: number | null = null
  for (let step = present - STEPS_AROUND; step <= present + STEPS_AROUND; step += 1) {
    const right = Buffer.from(codeOf(secret, step))
    if (typed.length === right.length && timingSafeEqual(typed, right)) found = step
  }
  return found
}

/** As people type it into an app. */
export function asBase32(secret: Uint8Array): string {
  const bits = [...secret].map((byte) => byte.toString(2).padStart(8, '0')).join('')
  const groups = bits.match(/.{1,5}/g) ?? []
  return groups.map((group) => BASE32[Number.parseInt(group.padEnd(5, '0'), 2)]).join('')
}

/** What the QR code says (the apps' common "Key Uri Format"). */
export function enrolmentUri(user: string, base32: string): string {
  return `otpauth://totp/Sansho:${encodeURIComponent(user)}?secret=${base32}&issuer=Sansho`
}
