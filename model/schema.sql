-- chart.sqlite: the read model of one generation. Written once by loader/writer, then only read.
--
-- Conventions
--   *_at     ISO 8601 in the facility's zone, cut to the precision the source gave (`2022`, `2022-05-03T09:10`);
--            NULL = absent, or not understood: then *_text still holds what the source wrote.
--   *_text   the source's own text of that time or number, '' = absent.
--   *_id     of `term`: a coded value; of `staff`: a person; of `file`: the source file in manifest.sqlite.
--   standing 1 = current, 2 = superseded, 0 = deleted, 3 = current in its source, and told by a row of another source
--            that says the same (other_statement). Only rows with 1 may ever look valid: charts read the views `current_*`;
--            the tables behind them are for history.
--   Tables are filled in bulk; indexes (schema-indexes.sql) are made last.

PRAGMA user_version = 8;

CREATE TABLE generation (
  id             TEXT PRIMARY KEY,            -- 20221110T0315Z-ab12cd
  as_of          TEXT NOT NULL,               -- newest moment the sources can speak for
  as_of_basis    TEXT NOT NULL,               -- 'operator' | 'newest-record' | 'newest-file'
  loaded_at      TEXT NOT NULL,               -- UTC
  partial        TEXT NOT NULL DEFAULT ''     -- '' = whole; else what it is limited to
) STRICT;

CREATE TABLE source (
  id             INTEGER PRIMARY KEY,
  label          TEXT NOT NULL,               -- 'ehr', 'documents' …
  location       TEXT NOT NULL,               -- the medium as the operator named it
  format         TEXT NOT NULL,               -- formats found, comma separated
  as_of          TEXT NOT NULL,
  as_of_basis    TEXT NOT NULL,
  files          INTEGER NOT NULL
) STRICT;

-- Which source a file is of: each row holds for its file and those after it, up to the next row. Empty where one source speaks.
CREATE TABLE source_of_files (
  first_file     INTEGER PRIMARY KEY,
  source_id      INTEGER NOT NULL
) STRICT;

-- Of whom more than one source speaks, under this number or one it was merged with. Empty where one source speaks.
CREATE TABLE patient_of_sources (
  patient        INTEGER PRIMARY KEY
) STRICT;

-- Dictionary of coded values. `codings` holds every coding as [[code, name, system], …] (JSON).
CREATE TABLE term (
  id             INTEGER PRIMARY KEY,
  display        TEXT NOT NULL,
  code           TEXT NOT NULL,               -- of the first coding
  system         TEXT NOT NULL,
  codings        TEXT NOT NULL
) STRICT;

CREATE TABLE staff (
  id             INTEGER PRIMARY KEY,
  code           TEXT NOT NULL,
  name           TEXT NOT NULL
) STRICT;

CREATE TABLE patient (
  id             INTEGER PRIMARY KEY,
  patient_id     TEXT NOT NULL UNIQUE,        -- the hospital's own id, as written
  family         TEXT NOT NULL,               -- kanji
  given          TEXT NOT NULL,
  family_kana    TEXT NOT NULL,
  given_kana     TEXT NOT NULL,
  name_alphabetic TEXT NOT NULL,
  birth_at       TEXT,
  birth_text     TEXT NOT NULL,
  sex            TEXT NOT NULL,               -- M F O U, the source's own, '' = absent
  blood_abo      TEXT NOT NULL,               -- '' = not in this backup
  blood_rh       TEXT NOT NULL,
  height         TEXT NOT NULL,               -- with unit, as written: the newest that is known
  weight         TEXT NOT NULL,
  height_at      TEXT,                        -- when it was measured; NULL = not known
  weight_at      TEXT,
  deceased       INTEGER NOT NULL,            -- 1 = the source says so; 0 = it does not say
  deceased_at    TEXT,
  deceased_text  TEXT NOT NULL,
  address        TEXT NOT NULL,
  phones         TEXT NOT NULL,               -- JSON array of text
  contacts       TEXT NOT NULL,               -- JSON array of {name, relation, phone}
  -- 1 = from the patient master; 0 = only from what other messages repeat of the patient;
  -- -1 = nothing but the path names this patient (every message was unreadable)
  mastered       INTEGER NOT NULL,
  merged_into    INTEGER REFERENCES patient(id),
  updated_at     TEXT,
  file_id        INTEGER NOT NULL             -- 0 = known from paths only
) STRICT;

CREATE TABLE patient_identifier (
  patient        INTEGER NOT NULL,
  value          TEXT NOT NULL,
  system         TEXT NOT NULL,
  use            TEXT NOT NULL,               -- 'current' | 'prior'
  search_value   TEXT NOT NULL                -- model/search-keys.ts idKey()
) STRICT;

-- Whose own master record a source marks as restricted or very restricted: the chart opens with a stated reason only.
CREATE TABLE restricted_patient (
  patient        INTEGER PRIMARY KEY
) STRICT;

-- Keys for finding, made by model/search-keys.ts. One row a name; prefix search on kana and kanji.
CREATE TABLE patient_name_key (
  patient        INTEGER NOT NULL,
  script         TEXT NOT NULL,               -- 'kanji' | 'kana' | 'alphabetic'
  full_key       TEXT NOT NULL,               -- family + given
  given_key      TEXT NOT NULL
) STRICT;

CREATE TABLE encounter_event (
  id             INTEGER PRIMARY KEY,
  patient        INTEGER NOT NULL,
  event          TEXT NOT NULL,
  cancels        INTEGER NOT NULL,
  order_no       TEXT NOT NULL,
  occurred_at    TEXT, occurred_text TEXT NOT NULL,
  planned_at     TEXT, planned_text  TEXT NOT NULL,
  admitted_at    TEXT, discharged_at TEXT,
  ward_id        INTEGER, room TEXT NOT NULL, bed TEXT NOT NULL,
  prior_ward_id  INTEGER, prior_room TEXT NOT NULL, prior_bed TEXT NOT NULL,
  department_id  INTEGER,
  attending_id   INTEGER,
  disposition_id INTEGER,
  -- why the patient came, in the source's words; further lines: what else it says of the visit, each under its name
  reason         TEXT NOT NULL,
  standing       INTEGER NOT NULL,
  file_id        INTEGER NOT NULL
) STRICT;

-- Derived from current, not cancelled events by loader/writer/stays.ts; rule in its docstring.
CREATE TABLE encounter (
  id             INTEGER PRIMARY KEY,
  patient        INTEGER NOT NULL,
  class          TEXT NOT NULL,               -- 'inpatient' | 'outpatient'
  -- 'in-progress' | 'on-leave' | 'finished' | 'planned'; stays without a discharge are in progress
  status         TEXT NOT NULL,
  start_at       TEXT,
  end_at         TEXT,
  planned_end_at TEXT,
  ward_id        INTEGER, room TEXT NOT NULL, bed TEXT NOT NULL,
  department_id  INTEGER,
  attending_id   INTEGER,
  disposition_id INTEGER,
  reason         TEXT NOT NULL,
  file_id        INTEGER NOT NULL             -- of the event that opened it
) STRICT;

CREATE TABLE allergy (
  id             INTEGER PRIMARY KEY,
  patient        INTEGER NOT NULL,
  state          TEXT NOT NULL,               -- 'present' | 'none-known'
  category_id    INTEGER, substance_id INTEGER, severity_id INTEGER,
  reaction       TEXT NOT NULL,
  action         TEXT NOT NULL,               -- A U D ''
  onset_at       TEXT, onset_text TEXT NOT NULL,
  reported_at    TEXT, reported_text TEXT NOT NULL,
  clinical_status_id INTEGER,
  origin         TEXT NOT NULL,               -- 'list' | 'master' | 'order'
  standing       INTEGER NOT NULL,
  file_id        INTEGER NOT NULL
) STRICT;

CREATE TABLE problem (
  id             INTEGER PRIMARY KEY,
  patient        INTEGER NOT NULL,
  instance_id    TEXT NOT NULL,
  action         TEXT NOT NULL,
  condition_id   INTEGER NOT NULL,
  icd10          TEXT NOT NULL,
  prefixes       TEXT NOT NULL,               -- words joined by U+001F
  suffixes       TEXT NOT NULL,
  suspected      INTEGER NOT NULL,
  main           INTEGER NOT NULL,
  diagnosed_at   TEXT, diagnosed_text TEXT NOT NULL,
  onset_at       TEXT, onset_text TEXT NOT NULL,
  ended_at       TEXT, ended_text TEXT NOT NULL,
  outcome_id     INTEGER,
  department_id  INTEGER,
  doctor_id      INTEGER,
  note           TEXT NOT NULL,
  standing       INTEGER NOT NULL,
  file_id        INTEGER NOT NULL
) STRICT;

CREATE TABLE medication_order (
  id             INTEGER PRIMARY KEY,
  patient        INTEGER NOT NULL,
  form           TEXT NOT NULL,               -- 'prescription' | 'injection'
  order_no       TEXT NOT NULL,
  group_no       TEXT NOT NULL,
  control        TEXT NOT NULL,
  category_id    INTEGER,
  dosage_form_id INTEGER,
  per_day        TEXT NOT NULL, per_day_unit_id INTEGER,
  total          TEXT NOT NULL, total_unit_id   INTEGER,
  rate           TEXT NOT NULL, rate_unit_id    INTEGER,
  usage          TEXT NOT NULL,               -- displays joined by U+001F
  duration       TEXT NOT NULL, duration_unit   TEXT NOT NULL,
  route_id       INTEGER,
  device_id      INTEGER,
  note           TEXT NOT NULL,
  ordered_at     TEXT, ordered_text TEXT NOT NULL,
  start_at       TEXT, start_text   TEXT NOT NULL,
  end_at         TEXT, end_text     TEXT NOT NULL,
  department_id  INTEGER,
  doctor_id      INTEGER,
  standing       INTEGER NOT NULL,
  file_id        INTEGER NOT NULL
) STRICT;

CREATE TABLE medication_component (
  medication_order INTEGER NOT NULL,
  seq            INTEGER NOT NULL,
  role           TEXT NOT NULL,               -- B base, A additive, '' = only drug
  drug_id        INTEGER NOT NULL,
  dose           TEXT NOT NULL,
  dose_unit_id   INTEGER,
  PRIMARY KEY (medication_order, seq)
) STRICT, WITHOUT ROWID;

CREATE TABLE administration (
  id             INTEGER PRIMARY KEY,
  patient        INTEGER NOT NULL,
  form           TEXT NOT NULL,
  order_no       TEXT NOT NULL,
  group_no       TEXT NOT NULL,
  drug_id        INTEGER NOT NULL,
  amount         TEXT NOT NULL, amount_unit_id INTEGER,
  rate           TEXT NOT NULL, rate_unit_id   INTEGER,
  start_at       TEXT, start_text TEXT NOT NULL,
  end_at         TEXT, end_text   TEXT NOT NULL,
  status         TEXT NOT NULL,
  route_id       INTEGER,
  performer_id   INTEGER,
  note           TEXT NOT NULL,
  standing       INTEGER NOT NULL,
  file_id        INTEGER NOT NULL
) STRICT;

-- What a pharmacy handed out: neither an order nor something taken.
CREATE TABLE dispense (
  id             INTEGER PRIMARY KEY,
  patient        INTEGER NOT NULL,
  order_no       TEXT NOT NULL,               -- of the order that it was dispensed for, '' = not said
  group_no       TEXT NOT NULL,
  drug_id        INTEGER NOT NULL,
  amount         TEXT NOT NULL, amount_unit_id INTEGER,
  duration       TEXT NOT NULL, duration_unit  TEXT NOT NULL,
  usage          TEXT NOT NULL,               -- displays joined by U+001F
  dispensed_at   TEXT, dispensed_text TEXT NOT NULL,
  status         TEXT NOT NULL,
  performer_id   INTEGER,
  note           TEXT NOT NULL,
  standing       INTEGER NOT NULL,
  file_id        INTEGER NOT NULL
) STRICT;

-- One OBR; its results follow in observation under the same id.
CREATE TABLE observation_group (
  id             INTEGER PRIMARY KEY,
  patient        INTEGER NOT NULL,
  category       TEXT NOT NULL,
  order_no       TEXT NOT NULL,
  specimen_no    TEXT NOT NULL,
  specimen_id    INTEGER,
  site_id        INTEGER,
  panel_id       INTEGER,
  collected_at   TEXT, collected_text TEXT NOT NULL,
  reported_at    TEXT, reported_text  TEXT NOT NULL,
  status         TEXT NOT NULL,
  parent         TEXT NOT NULL,
  department_id  INTEGER,
  doctor_id      INTEGER,
  note           TEXT NOT NULL,
  standing       INTEGER NOT NULL,
  file_id        INTEGER NOT NULL
) STRICT;

-- The big one: clustered by group, no further index.
CREATE TABLE observation (
  group_id       INTEGER NOT NULL,
  seq            INTEGER NOT NULL,
  item_id        INTEGER NOT NULL,
  sub_id         TEXT NOT NULL,
  value          TEXT NOT NULL,               -- what the source wrote
  number         REAL,                        -- only if value is one plain number, or comparator + number
  comparator     TEXT NOT NULL,
  unit_id        INTEGER,
  range          TEXT NOT NULL,
  flag           TEXT NOT NULL,
  status         TEXT NOT NULL,
  observed_at    TEXT, observed_text TEXT NOT NULL,
  note           TEXT NOT NULL,
  method_id      INTEGER,
  PRIMARY KEY (group_id, seq)
) STRICT, WITHOUT ROWID;

CREATE TABLE clinical_order (
  id             INTEGER PRIMARY KEY,
  patient        INTEGER NOT NULL,
  category       TEXT NOT NULL,
  order_no       TEXT NOT NULL,
  control        TEXT NOT NULL,
  item_id        INTEGER NOT NULL,
  text           TEXT NOT NULL,
  ordered_at     TEXT, ordered_text   TEXT NOT NULL,
  scheduled_at   TEXT, scheduled_text TEXT NOT NULL,
  end_at         TEXT, end_text       TEXT NOT NULL,
  performed      INTEGER NOT NULL,
  accession      TEXT NOT NULL,
  study_uid      TEXT NOT NULL,
  modality       TEXT NOT NULL,
  department_id  INTEGER,
  doctor_id      INTEGER,
  standing       INTEGER NOT NULL,
  file_id        INTEGER NOT NULL
) STRICT;

CREATE TABLE procedure (
  id             INTEGER PRIMARY KEY,
  patient        INTEGER NOT NULL,
  category       TEXT NOT NULL,
  name_id        INTEGER NOT NULL,
  start_at       TEXT, start_text TEXT NOT NULL,
  end_at         TEXT, end_text   TEXT NOT NULL,
  status         TEXT NOT NULL,
  performer_id   INTEGER,
  department_id  INTEGER,
  note           TEXT NOT NULL,
  document_id    INTEGER,
  standing       INTEGER NOT NULL,
  file_id        INTEGER NOT NULL
) STRICT;

CREATE TABLE document (
  id             INTEGER PRIMARY KEY,
  patient        INTEGER NOT NULL,
  document_key   TEXT NOT NULL,
  category       TEXT NOT NULL,
  type_id        INTEGER NOT NULL,
  title          TEXT NOT NULL,
  document_at    TEXT, document_text TEXT NOT NULL,
  department_id  INTEGER,
  author_id      INTEGER,
  status         TEXT NOT NULL,
  text           TEXT NOT NULL,               -- readable text of the main part
  version_key    TEXT NOT NULL,               -- versions of one document share it
  standing       INTEGER NOT NULL,
  file_id        INTEGER NOT NULL             -- of the main part
) STRICT;

CREATE TABLE document_part (
  document_id    INTEGER NOT NULL,
  seq            INTEGER NOT NULL,            -- 0 = main
  name           TEXT NOT NULL,
  media_type     TEXT NOT NULL,
  bytes          INTEGER NOT NULL,            -- of the original
  blob           TEXT NOT NULL,               -- SHA-256 of the original bytes, key into blobs/
  file_id        INTEGER NOT NULL,
  PRIMARY KEY (document_id, seq)
) STRICT, WITHOUT ROWID;

CREATE TABLE image_study (
  id             INTEGER PRIMARY KEY,
  patient        INTEGER NOT NULL,
  study_uid      TEXT NOT NULL,
  study_at       TEXT, study_text TEXT NOT NULL,
  description    TEXT NOT NULL,
  modalities     TEXT NOT NULL,               -- joined by '\'
  accession      TEXT NOT NULL,
  -- '' = name and birth date in the images agree with the chart; else what they say
  identity_note  TEXT NOT NULL,
  standing       INTEGER NOT NULL
) STRICT;

CREATE TABLE image_series (
  id             INTEGER PRIMARY KEY,
  study_id       INTEGER NOT NULL,
  series_uid     TEXT NOT NULL,
  modality       TEXT NOT NULL,
  number         INTEGER,
  description    TEXT NOT NULL,
  body_part      TEXT NOT NULL
) STRICT;

CREATE TABLE image_instance (
  series_id      INTEGER NOT NULL,
  seq            INTEGER NOT NULL,
  sop_instance_uid TEXT NOT NULL,
  sop_class_uid  TEXT NOT NULL,
  transfer_syntax_uid TEXT NOT NULL,
  number         INTEGER,
  frames         INTEGER NOT NULL,
  rows           INTEGER NOT NULL,
  columns        INTEGER NOT NULL,
  frame_of_reference TEXT NOT NULL,           -- UID; images that share it share their coordinates
  -- Image Orientation and Image Position (Patient): nine numbers joined by '\'; '' = not given
  plane          TEXT NOT NULL,
  bytes          INTEGER NOT NULL,
  blob           TEXT NOT NULL,               -- '' = pixels were not copied
  file_id        INTEGER NOT NULL,
  PRIMARY KEY (series_id, seq)
) STRICT, WITHOUT ROWID;

-- Instances that their maker took back by a rejection note, whether or not they are in the backup.
CREATE TABLE image_rejection (
  sop_instance_uid TEXT PRIMARY KEY,
  code           TEXT NOT NULL                -- model/codes/rejection-notes.ts; of several notes the gravest
) STRICT, WITHOUT ROWID;

-- What is missing or not interpreted, where it would have stood. reason: model/codes/gap-reasons.ts.
CREATE TABLE gap (
  id             INTEGER PRIMARY KEY,
  patient        INTEGER,                     -- NULL = concerns no single patient
  area           TEXT NOT NULL,               -- labs medications problems allergies encounters vitals documents images orders demographics other
  data_type      TEXT NOT NULL,
  date           TEXT NOT NULL,               -- '' = undated
  reason         TEXT NOT NULL,
  detail         TEXT NOT NULL,
  source_id      INTEGER NOT NULL,
  file_id        INTEGER NOT NULL             -- 0 = not about one file
) STRICT;

-- Fields whose text was kept because it could not be understood.
CREATE TABLE field_problem (
  patient        INTEGER,
  place          TEXT NOT NULL,
  text           TEXT NOT NULL,
  reason         TEXT NOT NULL,
  file_id        INTEGER NOT NULL
) STRICT;

-- What a further source says of a fact that is shown: rules in loader/writer/same-facts.
CREATE TABLE other_statement (
  kind           TEXT NOT NULL,               -- 'result' | 'allergy' | 'problem' | 'medication' | 'administration' | 'dispense' |
                                              -- 'encounter' | 'document' | 'procedure' | 'order'
  record         INTEGER NOT NULL,            -- the shown row: its group for a result, its event for a visit or stay
  seq            INTEGER NOT NULL,            -- of a result in its group, else 0
  source_id      INTEGER NOT NULL,            -- who says it
  other_source_id INTEGER NOT NULL,           -- who speaks of it, too
  other_record   INTEGER NOT NULL,
  other_seq      INTEGER NOT NULL,
  -- 1 = says the same, and is not shown itself; 0 = says otherwise: if it is current it is shown, too
  agrees         INTEGER NOT NULL,
  PRIMARY KEY (kind, record, seq, other_record, other_seq)
) STRICT, WITHOUT ROWID;

CREATE VIEW current_encounter_event   AS SELECT * FROM encounter_event   WHERE standing = 1;
CREATE VIEW current_allergy           AS SELECT * FROM allergy           WHERE standing = 1;
CREATE VIEW current_problem           AS SELECT * FROM problem           WHERE standing = 1;
CREATE VIEW current_medication_order  AS SELECT * FROM medication_order  WHERE standing = 1;
CREATE VIEW current_administration    AS SELECT * FROM administration    WHERE standing = 1;
CREATE VIEW current_dispense          AS SELECT * FROM dispense          WHERE standing = 1;
CREATE VIEW current_observation_group AS SELECT * FROM observation_group WHERE standing = 1;
CREATE VIEW current_order             AS SELECT * FROM clinical_order    WHERE standing = 1;
CREATE VIEW current_procedure         AS SELECT * FROM procedure         WHERE standing = 1;
CREATE VIEW current_document          AS SELECT * FROM document          WHERE standing = 1;
CREATE VIEW current_image_study       AS SELECT * FROM image_study       WHERE standing = 1;
