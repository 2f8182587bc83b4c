/** The tables of facts (schema.sql) that belong to a patient and to a file, each row of which has a standing. */
export const FACT_TABLES = [
  'encounter_event',
  'allergy',
  'problem',
  'medication_order',
  'administration',
  'dispense',
  'observation_group',
  'clinical_order',
  'procedure',
] as const

/** The same with documents, which the loader puts together from files when all of them are read. */
export const FACTS_AND_DOCUMENTS = [...FACT_TABLES, 'document'] as const

/** Kinds of facts that are one row each, as `other_statement.kind` names them, with the table of each. */
export const TABLE_OF_FACT = {
  allergy: 'allergy',
  problem: 'problem',
  medication: 'medication_order',
  administration: 'administration',
  dispense: 'dispense',
  encounter: 'encounter_event',
  document: 'document',
  procedure: 'procedure',
  order: 'clinical_order',
} as const
export type FactName = keyof typeof TABLE_OF_FACT
