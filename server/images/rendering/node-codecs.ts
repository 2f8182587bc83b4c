/** The compiled decoders as Node starts them: from the packages' files, each when first needed. */
import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import type { CodecFactory } from '../../../model/dicom-pixels/codec-types.ts'
import { type CodecName, type Codecs, openCodecs } from '../../../model/dicom-pixels/codecs.ts'

const require = createRequire(import.meta.url)
const PACKAGES: Readonly<Record<CodecName, readonly [string, string]>> = {
  openjpeg: ['codec-openjpeg/decodewasmjs', 'codec-openjpeg/decodewasm'],
  charls: ['codec-charls/decodewasmjs', 'codec-charls/decodewasm'],
  'libjpeg-turbo': ['codec-libjpeg-turbo-8bit/decodewasmjs', 'codec-libjpeg-turbo-8bit/decodewasm'],
  openjph: ['codec-openjph/wasmjs', 'codec-openjph/wasm'],
}

export function nodeCodecs(): Codecs {
  return openCodecs(async (name) => {
    const [glue, binary] = PACKAGES[name]
    const bytes = await readFile(require.resolve(`@cornerstonejs/${binary}`))
    return {
      factory: require(`@cornerstonejs/${glue}`) as CodecFactory,
      wasm: new Uint8Array(bytes).buffer,
    }
  })
}
