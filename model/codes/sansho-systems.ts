/** What FHIR has no place for, and this product writes into FHIR and reads again: systems of its own. */

/** Tag of a resource or a Bundle: as of when the backup speaks that it came out of. */
export const AS_OF = 'urn:sansho:as-of'

/** Category of MedicationRequest and MedicationAdministration: `prescription` or `injection`. */
export const MEDICATION_FORM = 'urn:sansho:medication-form'

/** Category of DocumentReference: a document category of the read model. */
export const DOCUMENT_CATEGORY = 'urn:sansho:document-category'
