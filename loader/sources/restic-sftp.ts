/** A restic repository on an SFTP server: `sftp:user@host:/srv/repository` or `sftp://user@host:2222//srv/repository`. */
import path from 'node:path'
import type { ResticStore } from './restic-store.ts'
import { openSftp } from './sftp-session.ts'
import type { ServerAccess } from './source.ts'

const OPEN_FILES = 8
/** A server that is silent for a minute is gone. */
const KEEP_ASKING = ['-o', 'ServerAliveInterval=15', '-o', 'ServerAliveCountMax=4'] as const

export interface SftpPlace {
  /** `user@host` or `host`. */
  readonly host: string
  /** '' = ssh's own. */
  readonly port: string
  /** On the server; relative to the user's home where it does not begin with `/`. */
  readonly folder: string
}

/** @throws ConnectionLost when there is no server; Error when the location is no place. */
export async function sftpStore(
  location: string,
  { sftpCommand }: ServerAccess,
): Promise<ResticStore> {
  const { host, port, folder } = sftpPlace(location)
  const command =
    sftpCommand === ''
      ? ([
          'ssh',
          ...KEEP_ASKING,
          '-s',
          ...(port === '' ? [] : ['-p', port]),
          '--',
          host,
          'sftp',
        ] as const)
      : (['sh', '-c', sftpCommand] as const)
  const session = await openSftp(command)
  const open = new Map<string, Buffer>()
  const placeOf = (kind: string, name: string) =>
    path.posix.join(folder, kind, kind === 'data' ? name.slice(0, 2) : '', name)
  const handleOf = async (place: string): Promise<Buffer> => {
    const known = open.get(place)
    if (known !== undefined) return known
    for (const [oldest, handle] of open) {
      if (open.size < OPEN_FILES) break
      open.delete(oldest)
      await session.close(handle)
    }
    const handle = await session.open(place)
    open.set(place, handle)
    return handle
  }
  const sizes = new Map<string, number>()
  return {
    async list(kind) {
      const names = await session.names(path.posix.join(folder, kind))
      if (kind !== 'data') return names
      const packs: string[] = []
      for (const part of names.filter((name) => /^[0-9a-f]{2}$/.test(name))) {
        packs.push(...(await session.names(path.posix.join(folder, kind, part))))
      }
      return packs
    },
    async size(kind, name) {
      const known = sizes.get(name)
      if (known !== undefined) return known
      const size = await session.size(await handleOf(placeOf(kind, name)))
      if (kind === 'data') sizes.set(name, size)
      return size
    },
    read: async (kind, name, offset, length) =>
      session.read(await handleOf(placeOf(kind, name)), offset, length),
    close: () => session.end(),
  }
}

/** @throws Error that says how it is written. */
export function sftpPlace(location: string): SftpPlace {
  const [, host = '', port = '', folder = ''] =
    /^sftp:\/\/([^/:]+)(?::(\d{1,5}))?\/(.+)$/.exec(location) ?? []
  if (host !== '') return checked({ host, port, folder }, location)
  const [, plainHost = '', plainFolder = ''] = /^sftp:([^/:]+):(.+)$/.exec(location) ?? []
  return checked({ host: plainHost, port: '', folder: plainFolder }, location)
}

/** A host that begins with a hyphen would be an option to ssh. */
function checked(place: SftpPlace, location: string): SftpPlace {
  if (place.host !== '' && !place.host.startsWith('-')) return place
  throw new Error(`${location}: write sftp:user@host:/folder or sftp://user@host:port//folder`)
}
