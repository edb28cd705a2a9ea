#include "fuzz_text_format.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    triptych::fuzz::runFormat("json-log", data, size);
    return 0;
}
