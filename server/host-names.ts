/** Under which names and addresses this machine is reached. */
import { isIP } from 'node:net'
import { hostname, networkInterfaces } from 'node:os'

const LOOPBACK = ['localhost', '127.0.0.1', '::1']
const ANY_ADDRESS = ['0.0.0.0', '::']

/** Whether an address to listen on can be reached from this machine only. */
export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || (isIP(host) === 4 && host.startsWith('127.'))
}

/** Names and addresses for the certificate and for the check of the Host header, lower case, each once. */
export function namesOfHost(host: string): string[] {
  const addresses = ANY_ADDRESS.includes(host)
    ? Object.values(networkInterfaces()).flatMap(
        (each) => each?.map(({ address }) => address) ?? [],
      )
    : [host]
  // Link-local addresses carry a zone, which is no part of a certificate.
  const plain = addresses.filter((address) => !address.includes('%') && !/^fe80:/i.test(address))
  return [...new Set([...LOOPBACK, hostname(), ...plain].map((name) => name.toLowerCase()))]
}

/** As a browser writes the name in the Host header. */
export function asHostHeader(name: string): string {
  return isIP(name) === 6 ? `[${name}]` : name
}
