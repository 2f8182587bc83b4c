/**
 * The SSH File Transfer Protocol, version 3 (draft-ietf-secsh-filexfer-02), as far as reading needs it, through a program that carries
 * it on its standard input and output: ssh. Passwords and host keys are ssh's own business, on the terminal.
 */
import { spawn } from 'node:child_process'
import { ConnectionLost, NotThere } from './server-errors.ts'

const VERSION = 3
const SENT = {
  init: 1,
  open: 3,
  close: 4,
  read: 5,
  fstat: 8,
  openFolder: 11,
  readFolder: 12,
} as const
const GIVEN = {
  version: 2,
  status: 101,
  handle: 102,
  data: 103,
  name: 104,
  attributes: 105,
} as const
const STATUS = { end: 1, noSuchFile: 2 } as const
const OPEN_READ = 1
/** What any server gives at once (the draft's 34,000 bytes a packet). */
const READ_BYTES = 2 ** 15
/** Questions on their way together. */
const AHEAD = 32
const LONGEST_PACKET = 2 ** 20
const STDERR_KEPT = 2_000

export interface Sftp {
  /** Names in a folder, without `.` and `..`. @throws NotThere, ConnectionLost, Error in words */
  names(folder: string): Promise<string[]>
  /** A handle for reading. @throws the same */
  open(file: string): Promise<Buffer>
  /** In bytes. */
  size(handle: Buffer): Promise<number>
  /** Exactly these bytes. @throws Error when there are fewer. */
  read(handle: Buffer, offset: number, length: number): Promise<Buffer>
  close(handle: Buffer): Promise<void>
  end(): void
}

interface Packet {
  readonly type: number
  /** Behind the request's number. */
  readonly body: Buffer
}

/** @throws ConnectionLost with the program's own words when no session comes about. */
export async function openSftp(command: readonly [string, ...string[]]): Promise<Sftp> {
  const line = await connect(command)
  const ask = async (type: number, ...parts: Buffer[]): Promise<Packet> => {
    const answer = await line.ask(type, Buffer.concat(parts))
    if (answer.type === GIVEN.status && answer.body.readUInt32BE(0) === STATUS.noSuchFile) {
      throw new NotThere('is missing')
    }
    return answer
  }
  const expect = async (wanted: number, type: number, ...parts: Buffer[]): Promise<Buffer> => {
    const answer = await ask(type, ...parts)
    if (answer.type === wanted) return answer.body
    throw new Error(`the server says: ${statusText(answer)}`)
  }
  const close = async (handle: Buffer) => {
    await ask(SENT.close, text(handle))
  }
  return {
    async names(folder) {
      const handle = textAt(await expect(GIVEN.handle, SENT.openFolder, text(folder)), 0).value
      const names: string[] = []
      for (;;) {
        const answer = await ask(SENT.readFolder, text(handle))
        if (answer.type === GIVEN.name) names.push(...namesOf(answer.body))
        else if (answer.body.readUInt32BE(0) === STATUS.end) break
        else throw new Error(`the server says: ${statusText(answer)}`)
      }
      await close(handle)
      return names.filter((name) => name !== '.' && name !== '..')
    },
    async open(file) {
      const flags = [number(OPEN_READ), number(0)]
      return textAt(await expect(GIVEN.handle, SENT.open, text(file), ...flags), 0).value
    },
    async size(handle) {
      const attributes = await expect(GIVEN.attributes, SENT.fstat, text(handle))
      if ((attributes.readUInt32BE(0) & 1) === 0) throw new Error('the server tells no length')
      return Number(attributes.readBigUInt64BE(4))
    },
    async read(handle, offset, length) {
      const target = Buffer.allocUnsafe(length)
      const readPart = async (at: number) => {
        for (let done = 0; done < Math.min(READ_BYTES, length - at); ) {
          const wanted = Math.min(READ_BYTES, length - at) - done
          const place = Buffer.alloc(8)
          place.writeBigUInt64BE(BigInt(offset + at + done))
          const answer = await ask(SENT.read, text(handle), place, number(wanted))
          if (answer.type !== GIVEN.data) {
            throw new Error(`of ${length} bytes not all could be read: ${statusText(answer)}`)
          }
          const part = textAt(answer.body, 0).value.subarray(0, wanted)
          if (part.length === 0) throw new Error('the server gives nothing')
          part.copy(target, at + done)
          done += part.length
        }
      }
      for (let from = 0; from < length; from += READ_BYTES * AHEAD) {
        const until = Math.min(length, from + READ_BYTES * AHEAD)
        const parts: Promise<void>[] = []
        for (let at = from; at < until; at += READ_BYTES) parts.push(readPart(at))
        await Promise.all(parts)
      }
      return target
    },
    close,
    end: line.end,
  }
}

/** Pairs answers with questions; all that wait fail together when the program ends. */
async function connect([program, ...args]: readonly [string, ...string[]]) {
  const child = spawn(program, args, { stdio: ['pipe', 'pipe', 'pipe'] })
  const waiting = new Map<number, { give(packet: Packet): void; fail(error: Error): void }>()
  let lost: ConnectionLost | null = null
  let said = ''
  let received: Buffer = Buffer.alloc(0)
  let last = 0
  const lose = (why: string) => {
    lost ??= new ConnectionLost(`the connection is lost: ${said.trim() || why}`)
    for (const { fail } of waiting.values()) fail(lost)
    waiting.clear()
    child.kill()
  }
  child.stderr.setEncoding('utf8').on('data', (words: string) => {
    said = (said + words).slice(-STDERR_KEPT)
  })
  child.on('error', (error) => lose(error.message))
  child.on('close', (code) => lose(`${program} ended with code ${code}`))
  child.stdin.on('error', () => {
    // Its end is heard of by `close`.
  })
  child.stdout.on('data', (piece: Buffer) => {
    received = Buffer.concat([received, piece])
    while (received.length >= 4) {
      const length = received.readUInt32BE(0)
      if (length < 5 || length > LONGEST_PACKET) return lose('the server does not speak SFTP')
      if (received.length < 4 + length) return
      const packet = Buffer.from(received.subarray(4, 4 + length))
      received = received.subarray(4 + length)
      const type = packet[0] ?? 0
      const id = type === GIVEN.version ? 0 : packet.readUInt32BE(1)
      waiting.get(id)?.give({ type, body: packet.subarray(5) })
      waiting.delete(id)
    }
  })
  const send = (type: number, id: number, body: Buffer): Promise<Packet> =>
    new Promise((give, fail) => {
      if (lost !== null) {
        fail(lost)
        return
      }
      waiting.set(id, { give, fail })
      child.stdin.write(
        Buffer.concat([number(body.length + 5), Buffer.from([type]), number(id), body]),
      )
    })
  const line = {
    ask: (type: number, body: Buffer) => send(type, ++last, body),
    end: () => {
      child.stdin.end()
      child.kill()
      child.unref()
    },
  }
  // INIT has the version where others have their number.
  const greeting = new Promise<Packet>((give, fail) => waiting.set(0, { give, fail }))
  child.stdin.write(Buffer.concat([number(5), Buffer.from([SENT.init]), number(VERSION)]))
  await greeting
  return line
}

function number(value: number): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32BE(value)
  return bytes
}

function text(value: string | Buffer): Buffer {
  const bytes = Buffer.from(value as string)
  return Buffer.concat([number(bytes.length), bytes])
}

function textAt(body: Buffer, at: number): { readonly value: Buffer; readonly end: number } {
  const end = at + 4 + body.readUInt32BE(at)
  if (end > body.length) throw new Error('the server does not speak SFTP')
  return { value: body.subarray(at + 4, end), end }
}

/** Each: name, the same for people, attributes. */
function namesOf(body: Buffer): string[] {
  const names: string[] = []
  let at = 4
  for (let left = body.readUInt32BE(0); left > 0; left--) {
    const name = textAt(body, at)
    names.push(name.value.toString('utf8'))
    at = attributesEnd(body, textAt(body, name.end).end)
  }
  return names
}

/** Flags, then what they announce: length, owners, permissions, times, pairs of texts. */
function attributesEnd(body: Buffer, from: number): number {
  const flags = body.readUInt32BE(from)
  let at = from + 4
  if (flags & 1) at += 8
  if (flags & 2) at += 8
  if (flags & 4) at += 4
  if (flags & 8) at += 8
  if (flags & 0x80000000) {
    const pairs = body.readUInt32BE(at)
    at += 4
    for (let i = 0; i < 2 * pairs; i++) at = textAt(body, at).end
  }
  return at
}

function statusText({ type, body }: Packet): string {
  if (type !== GIVEN.status) return `packet ${type}`
  return textAt(body, 4).value.toString('utf8') || `status ${body.readUInt32BE(0)}`
}
