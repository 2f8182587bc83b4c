declare module '@cornerstonejs/codec-openjpeg/decodewasmjs' {
  const factory: import('../../../../model/dicom-pixels/codec-types.ts').CodecFactory
  export default factory
}
declare module '@cornerstonejs/codec-charls/decodewasmjs' {
  const factory: import('../../../../model/dicom-pixels/codec-types.ts').CodecFactory
  export default factory
}
declare module '@cornerstonejs/codec-libjpeg-turbo-8bit/decodewasmjs' {
  const factory: import('../../../../model/dicom-pixels/codec-types.ts').CodecFactory
  export default factory
}
declare module '@cornerstonejs/codec-openjph/wasmjs' {
  const factory: import('../../../../model/dicom-pixels/codec-types.ts').CodecFactory
  export default factory
}
