#include "query/sql_compiler.h"
#include "sources/local_source.h"
#include "store/reader.h"

/// What a filter is in SQL, for people.
namespace triptych::sources {

namespace {

std::string parameterText(const telemetry::SqlValue &value)
{
    if (const auto *text = std::get_if<std::string>(&value))
        return "'" + *text + "'";
    if (const auto *whole = std::get_if<std::int64_t>(&value))
        return std::to_string(*whole);
    return std::to_string(std::get<double>(value));
}

std::string statement(Table table, const telemetry::RowPredicate &predicate)
{
    std::string out = std::string("SELECT * FROM ") + (table == Table::Spans ? "span_rows" : "log_rows") + " r";
    if (!predicate.all())
        out += "\nWHERE " + predicate.where;
    for (std::size_t i = 0; i < predicate.parameters.size(); ++i)
        out += "\n-- $" + std::to_string(i + 1) + ": " + parameterText(predicate.parameters[i]);
    return out;
}

} // namespace

std::vector<FetchNote> LocalSource::notes(Table table, const query::Selection &selection) const
{
    const auto reader = m_store->read();
    if (!reader)
        return {};
    const auto predicate = query::compileToSql(selection.filter, table, *(*reader)->catalog(), *aliases());
    if (!predicate)
        return {};
    FetchNote note;
    note.backend = table == Table::Spans ? "SQL, for spans" : "SQL, for log lines";
    note.native = statement(table, *predicate);
    if (!predicate->records.empty())
        note.here = "record_match() reads what stands in no column: " + std::to_string(predicate->records.size()) + (predicate->records.size() == 1 ? " condition" : " conditions") + " of the filter.";
    return {std::move(note)};
}

} // namespace triptych::sources
