/** A machine whose clock lost its battery takes every terminal's certificate for one of the future, and would refuse them all. */
import { X509Certificate } from 'node:crypto'
import { readAuthority } from '../../server/tls/authority.ts'
import { type Language, Refusal } from '../verb.ts'

export async function refuseWrongClock(dataDirectory: string, language: Language): Promise<void> {
  const authority = await readAuthority(dataDirectory)
  if (authority === null) return
  const { validFromDate } = new X509Certificate(authority.certificate)
  const now = new Date()
  if (now >= validFromDate) return
  const [clock, made] = [now.toISOString(), validFromDate.toISOString()]
  throw new Refusal(
    language === 'ja'
      ? `この機械の時計は ${clock} ですが、端末の証明書は ${made} からのものです。このままではどの端末にも見せられません。
  時計を合わせて、もう一度 serve してください: date -s "2026-01-31 09:00"（専用機なら timedatectl set-time も使えます）`
      : `this machine's clock says ${clock}, which is before the terminals' certificates begin (${made}): no terminal could be served.
  Set the clock, then serve again: date -s "2026-01-31 09:00" (or timedatectl set-time)`,
  )
}
