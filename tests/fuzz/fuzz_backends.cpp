#include "query/backend_query.h"
#include "query/evaluate.h"

#include <cstdint>
#include <cstdlib>
#include <string_view>

/// Any filter is compiled for every backend and every dialect; what is left parses, and is no narrower than the filter
/// for a record that the filter takes.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    using namespace triptych;
    using namespace triptych::query;
    static const AliasTable aliases;
    if (size < 2)
        return 0;
    const auto filter = Filter::parse(std::string_view(reinterpret_cast<const char *>(data) + 1, size - 1));
    if (!filter)
        return 0;
    BackendDialect dialect;
    dialect.table = data[0] & 1 ? telemetry::Table::Logs : telemetry::Table::Spans;
    dialect.tempo = data[0] & 2 ? BackendDialect::Tempo::V2_1 : BackendDialect::Tempo::V3;
    dialect.documents = data[0] & 4 ? BackendDialect::Documents::Jaeger : BackendDialect::Documents::Otel;
    dialect.jaegerTags = data[0] & 8 ? BackendDialect::JaegerTags::Regex : BackendDialect::JaegerTags::Equal;
    dialect.lineFields = data[0] & 16 ? BackendDialect::LineFields::Json : BackendDialect::LineFields::NotSearched;
    dialect.attributes = data[0] & 32 ? BackendDialect::Attributes::Json : BackendDialect::Attributes::Map;
    if (data[0] & 64)
        dialect.services = {"cart", "checkout", "payment"};
    RecordView record;
    record.table = dialect.table;
    record.service = "cart";
    record.name = "GET /";
    const bool matches = Evaluator(*filter, aliases).matches(record);
    for (const Backend backend : allBackends()) {
        const auto compiled = compileFor(backend, *filter, aliases, dialect);
        if (!compiled || (compiled->text.empty() && !compiled->nothing))
            std::abort();
        const bool own = dialect.table == telemetry::Table::Spans ? backend != Backend::LogQl && backend != Backend::PromQl : backend == Backend::ClickHouse || backend == Backend::Datadog;
        if (own && matches && (compiled->nothing || !Evaluator(compiled->remainder, aliases).matches(record)))
            std::abort();
        (void)inWords(*compiled);
    }
    (void)requiredTraces(*filter);
    return 0;
}
