/** Opens a handover's archive as its receiver would: by programs that are not ours. */
import { execFileSync } from 'node:child_process'
import { Uint8ArrayReader, Uint8ArrayWriter, ZipReader } from '@zip.js/zip.js'

/** Every file by name, opened by zip.js. @throws its error for a wrong passphrase and for a changed byte */
export async function openArchive(
  bytes: Uint8Array,
  password: string,
): Promise<Map<string, Buffer>> {
  const reader = new ZipReader(new Uint8ArrayReader(bytes), {
    password,
    useWebWorkers: false,
    checkSignature: true,
  })
  const files = new Map<string, Buffer>()
  for (const entry of await reader.getEntries()) {
    if (entry.directory) continue
    files.set(entry.filename, Buffer.from(await entry.getData(new Uint8ArrayWriter())))
  }
  await reader.close()
  return files
}

/** Unpacks with Debian's 7-Zip. @throws Error for a wrong passphrase and for a changed byte */
export function unpackWith7z(archive: string, password: string, folder: string): void {
  execFileSync('7z', ['x', '-y', `-p${password}`, `-o${folder}`, archive], { stdio: 'pipe' })
}
