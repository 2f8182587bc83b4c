/** What kind of thing a SOP Instance is, by its SOP Class (PS3.4 B.5). */
export type SopKind = 'image' | 'report' | 'key-objects' | 'presentation' | 'waveform' | 'pdf'

const STORAGE = '1.2.840.10008.5.1.4.1.1.'

export function sopKindOf(sopClassUid: string): SopKind {
  if (!sopClassUid.startsWith(STORAGE)) return 'image'
  const rest = sopClassUid.slice(STORAGE.length)
  if (rest === '88.59') return 'key-objects'
  if (rest.startsWith('88.')) return 'report'
  if (rest.startsWith('9.')) return 'waveform'
  if (rest === '104.1') return 'pdf'
  // Greyscale, Color and Pseudo-Color Softcopy Presentation State.
  return /^11\.[123]$/.test(rest) ? 'presentation' : 'image'
}
