/** The smallest whole files of the kinds that document folders hold. `content`: bytes to carry inside. */

export function pdf(content: Uint8Array = new Uint8Array()): Buffer {
  const body = `%PDF-1.4\n1 0 obj<</Length ${content.length}>>stream\n`
  return Buffer.concat([
    Buffer.from(body),
    content,
    Buffer.from('\nendstream endobj\ntrailer<</Root 1 0 R>>\nstartxref\n9\n%%EOF\n'),
  ])
}

export function jpeg(content: Uint8Array = new Uint8Array([1, 2, 3])): Buffer {
  const stuffed = [...content].flatMap((byte) => (byte === 0xff ? [0xff, 0x00] : [byte]))
  return Buffer.from([
    ...[0xff, 0xd8, 0xff, 0xe0, 0, 4, 1, 2],
    ...[0xff, 0xda, 0, 4, 1, 2, ...stuffed, 0xff, 0xd9],
  ])
}

export function png(content: Uint8Array = new Uint8Array()): Buffer {
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    pngChunk('IDAT', content),
    pngChunk('IEND', new Uint8Array()),
  ])
}

function pngChunk(type: string, content: Uint8Array): Buffer {
  const length = Buffer.alloc(4)
  length.writeUInt32BE(content.length)
  return Buffer.concat([length, Buffer.from(type), content, Buffer.alloc(4)])
}

export function gif(): Buffer {
  return Buffer.concat([Buffer.from('GIF89a'), Buffer.from([1, 0, 1, 0, 0, 0, 0, 0x3b])])
}

/** One directory, then one strip of eight bytes. */
export function tiff(): Buffer {
  const bytes = Buffer.alloc(8 + 2 + 24 + 4 + 8, 1)
  bytes.set([0x49, 0x49, 0x2a, 0])
  bytes.writeUInt32LE(8, 4)
  bytes.writeUInt16LE(2, 8)
  tiffEntry(bytes, 10, 273, 38)
  tiffEntry(bytes, 22, 279, 8)
  bytes.writeUInt32LE(0, 34)
  return bytes
}

function tiffEntry(bytes: Buffer, at: number, tag: number, value: number): void {
  bytes.writeUInt16LE(tag, at)
  bytes.writeUInt16LE(4, at + 2)
  bytes.writeUInt32LE(1, at + 4)
  bytes.writeUInt32LE(value, at + 8)
}

export function zip(name: string, content: Uint8Array = new Uint8Array()): Buffer {
  const local = Buffer.alloc(30)
  local.set([0x50, 0x4b, 3, 4])
  local.writeUInt16LE(name.length, 26)
  const end = Buffer.alloc(22)
  end.set([0x50, 0x4b, 5, 6])
  return Buffer.concat([local, Buffer.from(name), content, end])
}

/** Compound file: header, one allocation sector, one directory sector with the main stream's name. */
export function ole(stream: string): Buffer {
  const bytes = Buffer.alloc(512 * 3)
  bytes.set([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1])
  bytes.writeUInt16LE(9, 30)
  bytes.writeUInt32LE(1, 44)
  bytes.writeUInt32LE(1, 48)
  bytes.writeUInt32LE(0, 76)
  bytes.write(stream, 1024, 'utf16le')
  return bytes
}

export function mp4(): Buffer {
  const box = (type: string, size: number) => {
    const bytes = Buffer.alloc(size)
    bytes.writeUInt32BE(size)
    bytes.write(type, 4)
    return bytes
  }
  return Buffer.concat([box('ftyp', 16), box('mdat', 40), box('moov', 24)])
}
