/** The part of the codec packages' interface that is used; they ship no types. */

export interface StreamDecoder {
  getEncodedBuffer(length: number): Uint8Array
  decode(): void
  getFrameInfo(): {
    readonly width: number
    readonly height: number
    readonly bitsPerSample: number
    readonly componentCount: number
  }
  getDecodedBuffer(): Uint8Array
  /** CharLS only: 0 = by plane. */
  getInterleaveMode?(): number
  delete(): void
}

export interface CodecModule {
  readonly J2KDecoder: new () => StreamDecoder
  readonly JpegLSDecoder: new () => StreamDecoder
  readonly JPEGDecoder: new () => StreamDecoder
  readonly HTJ2KDecoder: new () => StreamDecoder
}

export type CodecFactory = (options: {
  readonly wasmBinary: ArrayBuffer
  readonly print: () => void
  readonly printErr: () => void
}) => Promise<CodecModule>
