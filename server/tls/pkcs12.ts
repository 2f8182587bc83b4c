/**
 * A key and its certificates as the PKCS#12 file that browsers and Windows import. Written by the `openssl` program (Debian package
 * `openssl`): it is the implementation everybody tests against.
 */
import { spawnSync } from 'node:child_process'

/** Whether the program is there. */
export function hasOpenssl(): boolean {
  return spawnSync('openssl', ['version']).status === 0
}

/**
 * The key goes through a pipe and the password through the environment: neither lies on a disk or in the list of processes.
 * @throws Error with what openssl said.
 */
export function makePkcs12(
  { key, certificate, name }: { key: string; certificate: string; name: string },
  authority: string,
  password: string,
): Buffer {
  const made = spawnSync(
    'openssl',
    ['pkcs12', '-export', '-name', name, '-passout', 'env:SANSHO_P12_PASSWORD'],
    {
      input: `${key}\n${certificate}\n${authority}\n`,
      env: { PATH: process.env.PATH ?? '', SANSHO_P12_PASSWORD: password },
    },
  )
  if (made.status === 0) return made.stdout
  throw new Error(`openssl could not write the PKCS#12 file: ${made.stderr ?? made.error}`)
}
