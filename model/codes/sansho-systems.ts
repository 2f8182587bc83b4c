/** What FHIR has no place for, and this product writes into FHIR and reads again: systems of its own. */

/** Tag of a resource or a Bundle: as of when the backup speaks that it came out of. */
export const AS_OF = 'urn:sansho:as-of'

/** Category of MedicationRequest and MedicationAdministration: `prescription` or `injection`. */
export const MEDICATION_FORM = 'urn:sansho:medication-form'

/** Category of Observation: a category of the read model. The category behind it is the panel that the result was of. */
export const OBSERVATION_CATEGORY = 'urn:sansho:observation-category'

/** Category of ServiceRequest: a category of an order of the read model. */
export const ORDER_CATEGORY = 'urn:sansho:order-category'

/** Extension of a time that is absent: what the source wrote, where nobody could understand it. */
export const SOURCE_TEXT = 'urn:sansho:source-text'

/** Category of DocumentReference: a document category of the read model. */
export const DOCUMENT_CATEGORY = 'urn:sansho:document-category'

/**
 * A gap of a chart as a Basic: its code is the reason (gap-reasons.ts), an extension each says the kind of data (data-types.ts) and what
 * else is known.
 */
export const GAP = 'urn:sansho:gap'
export const GAP_DATA_TYPE = 'urn:sansho:gap-data-type'
export const GAP_DETAIL = 'urn:sansho:gap-detail'
/** Which of the sender's sources the gap is of, where there are several. */
export const GAP_SOURCE = 'urn:sansho:gap-source'
