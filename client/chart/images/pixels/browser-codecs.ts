/** The compiled decoders as a browser starts them: glue and WebAssembly from this server, each when first needed. */
import charlsWasm from '@cornerstonejs/codec-charls/decodewasm?url'
import libjpegTurboWasm from '@cornerstonejs/codec-libjpeg-turbo-8bit/decodewasm?url'
import openjpegWasm from '@cornerstonejs/codec-openjpeg/decodewasm?url'
import openjphWasm from '@cornerstonejs/codec-openjph/wasm?url'
import type { CodecFactory } from '../../../../model/dicom-pixels/codec-types.ts'
import { type CodecName, type Codecs, openCodecs } from '../../../../model/dicom-pixels/codecs.ts'
import { PixelError } from '../../../../model/dicom-pixels/pixel-problem.ts'

interface Source {
  readonly glue: () => Promise<{ readonly default: CodecFactory }>
  readonly wasm: string
}

const SOURCES: Readonly<Record<CodecName, Source>> = {
  charls: {
    glue: () => import('@cornerstonejs/codec-charls/decodewasmjs'),
    wasm: charlsWasm,
  },
  'libjpeg-turbo': {
    glue: () => import('@cornerstonejs/codec-libjpeg-turbo-8bit/decodewasmjs'),
    wasm: libjpegTurboWasm,
  },
  openjpeg: {
    glue: () => import('@cornerstonejs/codec-openjpeg/decodewasmjs'),
    wasm: openjpegWasm,
  },
  openjph: {
    glue: () => import('@cornerstonejs/codec-openjph/wasmjs'),
    wasm: openjphWasm,
  },
}

export function browserCodecs(): Codecs {
  return openCodecs(async (name) => {
    const { glue, wasm } = SOURCES[name]
    const [{ default: factory }, response] = await Promise.all([glue(), fetch(wasm)])
    if (!response.ok) throw new PixelError('not-fetched', `${name}: HTTP ${response.status}`)
    return { factory, wasm: await response.arrayBuffer() }
  })
}
