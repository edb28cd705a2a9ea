#pragma once

/// The tables of a store (a DuckDB file). `sql --schema` prints this for users; query/ writes conditions over the
/// columns of the alias `r`, which is span_rows or log_rows.
///
/// span_rows: id BIGINT (RecordId), trace_hi UBIGINT, trace_lo UBIGINT, span UBIGINT, parent UBIGINT, start BIGINT,
///   duration BIGINT, name INTEGER, service INTEGER, kind UTINYINT, status UTINYINT, shared UTINYINT, flags UINTEGER,
///   status_message INTEGER, trace_state INTEGER, resource INTEGER, scope INTEGER, events USMALLINT, links USMALLINT,
///   content UBIGINT (hash of the record), import INTEGER, then one INTEGER column per promoted tag.
/// log_rows: id BIGINT, time BIGINT, level UTINYINT (Level), kind UTINYINT (LogKind), trace_hi UBIGINT, trace_lo UBIGINT (0 = none), span UBIGINT, service INTEGER,
///   event_name INTEGER, resource INTEGER, scope INTEGER, import INTEGER, line UINTEGER, then promoted tags.
/// log_extra: id BIGINT, observed BIGINT, severity UTINYINT (OTLP number): only for records that have either (a column
///   of every line costs about 25 ns to write).
/// span_tree: id BIGINT, depth INTEGER, self_time BIGINT, root UTINYINT (1 root, 2 orphan): made when an import ends.
/// traces: trace_hi, trace_lo, start BIGINT, duration BIGINT, root_service INTEGER, root_name INTEGER, spans UINTEGER,
///   errors UINTEGER, depth UINTEGER, orphans UINTEGER, roots UINTEGER, services INTEGER[].
/// span_blocks, log_blocks: block BIGINT, rows UINTEGER, data BLOB: every tag and body, 4096 records a block
///   (telemetry/record_block.h); id / 4096 is the block, id % 4096 the row in it.
/// span_events: id BIGINT (of the span), time BIGINT, name INTEGER, tags VARCHAR (JSON).
/// span_links: id BIGINT, trace_hi, trace_lo, span UBIGINT, trace_state VARCHAR, tags VARCHAR.
/// span_repeats: content UBIGINT (of span_rows), import INTEGER: a record that was there already, and the first import of whom that brought it again.
/// strings: id INTEGER, text VARCHAR. resources: id INTEGER, service INTEGER, tags VARCHAR (JSON), schema_url VARCHAR.
/// scopes: id INTEGER, name VARCHAR, version VARCHAR, tags VARCHAR.
/// series: id INTEGER, name VARCHAR, unit, description, type UTINYINT, temporality UTINYINT, monotonic BOOLEAN,
///   resource INTEGER, scope INTEGER, tags VARCHAR. samples: series INTEGER, time BIGINT, start BIGINT, value DOUBLE,
///   count UBIGINT, detail VARCHAR, import INTEGER. exemplars: series INTEGER, time BIGINT, value DOUBLE, trace_hi, trace_lo, span, tags.
/// tag_keys: kind UTINYINT (0 spans, 1 logs, 2 events), key VARCHAR, col VARCHAR (column, or empty), complete BOOLEAN.
/// imports: id INTEGER, path VARCHAR, format VARCHAR, compression VARCHAR, bytes BIGINT, hash VARCHAR, spans BIGINT,
///   logs BIGINT, samples BIGINT, duplicates BIGINT, error_count BIGINT, errors VARCHAR (JSON), imported BIGINT.
/// meta: key VARCHAR, value VARCHAR; schema_version, application.
///
/// Ids are stored as the text of the pool: INTEGER columns name, service, … hold strings.id.
/// The views spans and logs show the same with texts in place of ids.
///
/// Times and durations are nanoseconds, times since the Unix epoch in UTC.
