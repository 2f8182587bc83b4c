/** The certificate of a server that is not started again for years. */
import type { Server as HttpServer } from 'node:http'
import { Server as HttpsServer } from 'node:https'
import type { SecureContextOptions } from 'node:tls'
import type { Certificate } from './certificate.ts'
import { DAY } from './issue.ts'

const EVERY_MILLISECONDS = DAY / 2

/**
 * Looks twice a day whether the certificate is due, and shows the new one to whoever connects from then on.
 * @param renew the certificate as it should be now (`ensureCertificate`)
 * @param rest what else the server was given beside key and certificate
 * @param report is told once of each new certificate, and of each that could not be made: the old one stays
 * @returns a function that ends it
 */
export function keepCertificate(
  server: HttpServer | HttpsServer,
  renew: () => Promise<Certificate>,
  rest: SecureContextOptions,
  report: (line: string) => void,
): () => void {
  if (!(server instanceof HttpsServer)) return () => {}
  async function look(tls: HttpsServer): Promise<void> {
    const { key, certificate, fingerprint, isNew } = await renew()
    if (!isNew) return
    tls.setSecureContext({ ...rest, key, cert: certificate })
    report(`the certificate was made anew; its SHA-256 is ${fingerprint}`)
  }
  const timer = setInterval(() => {
    look(server).catch((error: unknown) => {
      report(`the certificate could not be made anew: ${String(error)}`)
    })
  }, EVERY_MILLISECONDS)
  timer.unref()
  return () => clearInterval(timer)
}
