/** What records are made of: coded values, times, amounts, people and places. */

/** One code out of a source's coded value. HL7 v2.5 ch. 2 CWE, FHIR R4 Coding. Absent parts are ''. */
export interface Coding {
  readonly code: string
  readonly name: string
  /** Coding system as the source names it: `JC10`, `HOT9`, `MDCDX2`, `I10`, `99XYZ`, a FHIR URI … */
  readonly system: string
}

/**
 * A coded value with all its codings. Parsers should hand out the same object for the same source text:
 * the writer keeps one row of `term` for it.
 */
export interface Coded {
  /** What a clinician reads: the name the source gave, else its text, else its code. Never ''. */
  readonly display: string
  /** Standard coding first when the source marks one as such (by system name, never by position). */
  readonly codings: readonly Coding[]
}

/**
 * A point in time with the precision the source gave.
 * `at` is ISO 8601 cut to that precision, in the facility's zone, without offset: `2022`, `2022-05`,
 * `2022-05-03`, `2022-05-03T09:10`, `2022-05-03T09:10:05`; null when `text` could not be understood.
 */
export interface ClinicalTime {
  readonly text: string
  readonly at: string | null
}

/** A quantity as written: `24.0`, `<5`, `1～2`, with the unit beside it. */
export interface Quantity {
  readonly text: string
  readonly unit: Coded | null
}

/** A quantity of the body, and when it was measured; null = the source does not say. */
export interface MeasuredQuantity extends Quantity {
  readonly measuredAt: ClinicalTime | null
}

/** A member of staff as the source names them. */
export interface Staff {
  readonly code: string
  readonly name: string
}

/** Where a patient is or was: HL7 v2.5 PL. Ward codes are local; the display is the code when no name exists. */
export interface Place {
  readonly ward: Coded | null
  readonly room: string
  readonly bed: string
}

export interface PersonName {
  /** HL7 v2.5 XPN.8: I = ideographic (kanji), P = phonetic (kana), A = alphabetic. */
  readonly representation: 'I' | 'P' | 'A'
  readonly family: string
  readonly given: string
}

export interface Identifier {
  readonly value: string
  readonly system: string
  /** `current`, or `prior` for an id that was merged into this patient. */
  readonly use: 'current' | 'prior'
}
