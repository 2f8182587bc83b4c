/** The compiled decoders as a browser starts them: glue from the bundle, WebAssembly from this server. */

import charlsWasm from '@cornerstonejs/codec-charls/decodewasm?url'
import charls from '@cornerstonejs/codec-charls/decodewasmjs'
import libjpegTurboWasm from '@cornerstonejs/codec-libjpeg-turbo-8bit/decodewasm?url'
import libjpegTurbo from '@cornerstonejs/codec-libjpeg-turbo-8bit/decodewasmjs'
import openjpegWasm from '@cornerstonejs/codec-openjpeg/decodewasm?url'
import openjpeg from '@cornerstonejs/codec-openjpeg/decodewasmjs'
import openjphWasm from '@cornerstonejs/codec-openjph/wasm?url'
import openjph from '@cornerstonejs/codec-openjph/wasmjs'
import type { CodecFactory } from './codec-types.ts'
import { type CodecName, type Codecs, openCodecs } from './codecs.ts'
import { PixelError } from './pixel-problem.ts'

const SOURCES: Readonly<Record<CodecName, readonly [CodecFactory, string]>> = {
  charls: [charls, charlsWasm],
  'libjpeg-turbo': [libjpegTurbo, libjpegTurboWasm],
  openjpeg: [openjpeg, openjpegWasm],
  openjph: [openjph, openjphWasm],
}

export function browserCodecs(): Codecs {
  return openCodecs(async (name) => {
    const [factory, url] = SOURCES[name]
    const response = await fetch(url)
    if (!response.ok) throw new PixelError('not-fetched', `${name}: HTTP ${response.status}`)
    return { factory, wasm: await response.arrayBuffer() }
  })
}
