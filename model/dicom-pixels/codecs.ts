/**
 * The compiled decoders (WebAssembly), each started when it is first needed. Their programs are handed in, so that the
 * same code runs in a browser's worker and in Node.
 */
import type { CodecFactory, CodecModule, StreamDecoder } from './codec-types.ts'
import { PixelError } from './pixel-problem.ts'

export type CodecName = 'openjpeg' | 'charls' | 'libjpeg-turbo' | 'openjph'

/** How to start a codec: its glue and its WebAssembly bytes. */
export type CodecSource = (
  name: CodecName,
) => Promise<{ readonly factory: CodecFactory; readonly wasm: ArrayBuffer }>

export interface CodecOutput {
  readonly bytes: Uint8Array
  readonly columns: number
  readonly rows: number
  readonly components: number
  readonly bitsPerSample: number
  /** True: all of one component first. */
  readonly planar: boolean
}

export interface Codecs {
  /** @throws PixelError, or whatever the codec throws. */
  decode(name: CodecName, stream: Uint8Array): Promise<CodecOutput>
}

const DECODERS: Readonly<Record<CodecName, (codec: CodecModule) => StreamDecoder>> = {
  openjpeg: (codec) => new codec.J2KDecoder(),
  charls: (codec) => new codec.JpegLSDecoder(),
  'libjpeg-turbo': (codec) => new codec.JPEGDecoder(),
  openjph: (codec) => new codec.HTJ2KDecoder(),
}

export function openCodecs(source: CodecSource): Codecs {
  const started = new Map<CodecName, Promise<CodecModule>>()
  async function start(name: CodecName): Promise<CodecModule> {
    const { factory, wasm } = await source(name)
    const quiet = () => undefined
    return factory({ wasmBinary: wasm, print: quiet, printErr: quiet })
  }
  return {
    async decode(name, stream) {
      const known = started.get(name) ?? start(name)
      started.set(name, known)
      try {
        return run(DECODERS[name](await known), stream)
      } catch (thrown) {
        // A codec that threw may have left its memory in any state: the next stream gets a new one.
        started.delete(name)
        if (thrown instanceof PixelError) throw thrown
        throw new PixelError('stream-damaged', `${name}: ${said(thrown)}`, { cause: thrown })
      }
    },
  }
}

function run(decoder: StreamDecoder, stream: Uint8Array): CodecOutput {
  try {
    decoder.getEncodedBuffer(stream.length).set(stream)
    decoder.decode()
    const info = decoder.getFrameInfo()
    return {
      // The buffer is the codec's own memory and goes with it.
      bytes: decoder.getDecodedBuffer().slice(),
      columns: info.width,
      rows: info.height,
      components: info.componentCount,
      bitsPerSample: info.bitsPerSample,
      planar: info.componentCount > 1 && decoder.getInterleaveMode?.() === 0,
    }
  } finally {
    decoder.delete()
  }
}

/** The codecs throw C++ exceptions as bare numbers (an address) or as Emscripten's own error. */
function said(thrown: unknown): string {
  if (thrown instanceof Error && thrown.message !== '') return thrown.message.slice(0, 120)
  return 'decoder stopped'
}
