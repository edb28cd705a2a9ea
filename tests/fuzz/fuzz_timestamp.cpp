#include "telemetry/human_text.h"
#include "telemetry/ids.h"
#include "telemetry/timestamp.h"

#include <cstdlib>

/// Any text may be asked for a timestamp and for ids; what is found lies inside the text.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    using namespace triptych::telemetry;
    const std::string_view text(reinterpret_cast<const char *>(data), size);
    TimestampReader reader(1'755'690'000'000'000'000);
    if (const auto found = reader.leading(text); found && found->length > size)
        std::abort();
    if (const auto time = reader.whole(text))
        (void)formatDateTime(*time, 9);
    if (size >= TimestampReader::kClfSize)
        (void)reader.commonLog(text.data());
    (void)parseTraceContext(text, Decimal::IsDatadog);
    (void)parseTraceContext(text);
    return 0;
}
