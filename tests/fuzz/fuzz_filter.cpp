#include "query/completion.h"
#include "query/diagnosis.h"
#include "query/evaluate.h"
#include "query/highlight.h"

#include <cstdint>
#include <cstdlib>
#include <string_view>

/// Any text is parsed, diagnosed, coloured and completed; what parses keeps its text and can be joined with itself.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    using namespace triptych::query;
    static const AliasTable aliases;
    const std::string_view text(reinterpret_cast<const char *>(data), size);
    const auto filter = Filter::parse(text);
    if (filter) {
        if (filter->text() != text || !Filter::parse(filter->and_(*filter).text()).ok())
            std::abort();
        (void)Evaluator(*filter, aliases).matches(RecordView());
    } else if (!filter.error().where.column || *filter.error().where.column > size + 1) {
        std::abort();
    }
    (void)diagnose(text, {"service.name"}, aliases);
    std::uint32_t at = 0;
    for (const Highlight &one : highlights(text)) {
        if (one.where.begin < at || one.where.end > size)
            std::abort();
        at = one.where.end;
    }
    for (const std::size_t cursor : {std::size_t(0), size / 2, size})
        (void)complete(completionContext(text, cursor), {}, {}, aliases);
    return 0;
}
