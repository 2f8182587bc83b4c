-- manifest.sqlite: every file of the sources, what it was found to be and what became of it.
PRAGMA user_version = 3;

CREATE TABLE source (
  id             INTEGER PRIMARY KEY,
  label          TEXT NOT NULL,
  location       TEXT NOT NULL,
  kind           TEXT NOT NULL,               -- 'folder' …
  -- what tells it from another medium at the same place: its file system and UUID, an archive's size and time, a
  -- repository's snapshot; '' = nothing does
  identity       TEXT NOT NULL
) STRICT;

-- One row: the load that made this generation.
CREATE TABLE load (
  began_at       TEXT NOT NULL,               -- UTC
  operator       TEXT NOT NULL,               -- who was signed in to the system
  machine        TEXT NOT NULL
) STRICT;

CREATE TABLE file (
  id             INTEGER PRIMARY KEY,
  source_id      INTEGER NOT NULL,
  path           TEXT NOT NULL,               -- relative to the source's root, `/` between parts
  bytes          INTEGER NOT NULL,
  modified_at    TEXT NOT NULL,               -- UTC
  sha256         TEXT NOT NULL,               -- '' only if the bytes could not be read
  format         TEXT NOT NULL,               -- '' = claimed by no format
  data_type      TEXT NOT NULL,
  patient_id     TEXT NOT NULL,               -- from the path, as written; '' = none
  date           TEXT NOT NULL,
  version_key    TEXT NOT NULL,
  version_time   TEXT NOT NULL,
  -- loaded | superseded | deleted | quarantined | notInterpreted | ignored: each file has exactly one
  disposition    TEXT NOT NULL,
  reason         TEXT NOT NULL,               -- '' only for loaded
  detail         TEXT NOT NULL,
  charset        TEXT NOT NULL,               -- '' = as declared
  records        INTEGER NOT NULL,            -- parsed from this file
  -- sound | damaged | encrypted | ransom-note | suspicious, '' = not examined; the evidence stands in detail
  verdict        TEXT NOT NULL,
  -- UTC: when the load began that read its bytes; earlier than the generation's = taken over from that load, because path,
  -- length and time of change were the same
  read_at        TEXT NOT NULL
) STRICT;

-- Differences between what was read and the seal that the operator named, or lists of SHA-256 on the medium itself.
CREATE TABLE seal_difference (
  source_id      INTEGER NOT NULL,
  path           TEXT NOT NULL,
  difference     TEXT NOT NULL,               -- changed | missing | added
  patient_id     TEXT NOT NULL,
  data_type      TEXT NOT NULL,
  date           TEXT NOT NULL,
  detail         TEXT NOT NULL
) STRICT;
