#include "app/cli/rows.h"
#include "store/store.h"

namespace triptych::cli {

using namespace telemetry;

namespace {

constexpr const char *kSchemaQuery = "SELECT table_name AS \"table\", column_name AS \"column\", data_type AS \"type\" FROM information_schema.columns "
                                     "WHERE table_schema = 'main' ORDER BY table_name, ordinal_position";

void writeRowsJson(Output &out, const SqlResult &result)
{
    JsonList list(out, "rows", result.truncated);
    JsonWriter &json = list.json();
    for (const auto &row : result.rows) {
        json.beginObject();
        for (std::size_t i = 0; i < row.size(); ++i) {
            json.key(result.columns[i]);
            if (!row[i])
                json.null();
            else if (result.numeric[i] && row[i]->find_first_not_of("0123456789+-.eE") == std::string::npos)
                json.raw(*row[i]);
            else if (result.numeric[i])
                json.null(); // NaN and the infinities, which JSON lacks
            else
                json.text(*row[i]);
        }
        json.endObject();
    }
}

void printRows(Output &out, const SqlResult &result)
{
    TextTable table;
    for (std::size_t i = 0; i < result.columns.size(); ++i)
        table.column(terminalText(result.columns[i]), result.numeric[i] ? TextTable::Align::Right : TextTable::Align::Left);
    for (const auto &row : result.rows) {
        std::vector<std::string> cells;
        for (const auto &cell : row)
            cells.push_back(cell.value_or("NULL"));
        table.row(std::move(cells));
    }
    table.print(out);
    if (result.truncated)
        out.write("… more; --limit shows them\n");
}

int answer(Context &context, const base::Result<SqlResult> &result, Exit exit)
{
    if (!result)
        return context.fail(result.error());
    if (context.json)
        writeRowsJson(context.out, *result);
    else
        printRows(context.out, *result);
    return exit;
}

} // namespace

int runSql(Context &context)
{
    const auto limit = rowLimit(context);
    if (!limit)
        return context.fail(limit.error());
    InputWords words = splitWords(context.arguments);
    const bool schema = context.arguments.has("schema");
    if (schema && words.paths.empty() && !context.arguments.has("store")) {
        auto empty = store::Store::temporary();
        if (!empty)
            return context.fail(empty.error());
        sources::LocalSource source(std::move(*empty));
        return answer(context, source.sql(kSchemaQuery, *limit, context.stop), kDone);
    }
    if (words.rest.size() != (schema ? 0u : 1u))
        return context.fail(usageError(schema ? "--schema takes no query" : "sql needs one QUERY, quoted as one word"));
    const std::string query = schema ? std::string(kSchemaQuery) : words.rest[0];
    if (context.arguments.has("write")) {
        const auto file = context.arguments.value("store");
        if (!file)
            return context.fail(usageError("--write needs --store FILE: changes to imported PATHs would be lost"));
        auto store = store::Store::open(*file, store::Store::Mode::ReadWrite);
        if (!store)
            return context.fail(store.error());
        return answer(context, (*store)->change(query, *limit, context.stop), kDone);
    }
    words.rest.clear();
    const auto input = openInput(context, words);
    if (!input)
        return context.fail(input.error());
    if (!input->selection.filter.empty() || input->selection.range)
        return context.fail(usageError("sql takes no filter and no time range: say it in the query"));
    return answer(context, input->source->sql(query, *limit, context.stop), input->exit());
}

} // namespace triptych::cli
