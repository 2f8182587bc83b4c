/** Forms of a handover that a terminal can ask for; a packet to print is made at the machine itself, or from the screen. */
export const HANDOVER_FORMATS = ['folder', 'fhir'] as const
export type HandoverFormat = (typeof HANDOVER_FORMATS)[number]
