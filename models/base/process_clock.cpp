#include "base/process_clock.h"

#include <cstdlib>
#include <ctime>
#include <fstream>
#include <sstream>
#include <string>
#include <unistd.h>

namespace triptych::base {

namespace {
long long milliseconds(clockid_t clock)
{
    timespec now{};
    clock_gettime(clock, &now);
    return now.tv_sec * 1000 + now.tv_nsec / 1'000'000;
}
} // namespace

long long sinceProcessStart()
{
    std::ifstream file("/proc/self/stat");
    std::string text;
    std::getline(file, text);
    const auto name = text.rfind(')');
    if (name == std::string::npos)
        return -1;
    std::istringstream fields(text.substr(name + 1));
    std::string field;
    for (int i = 3; i <= 22; ++i)
        fields >> field;
    return milliseconds(CLOCK_BOOTTIME) - std::atoll(field.c_str()) * 1000 / sysconf(_SC_CLK_TCK);
}

long long processorTime()
{
    return milliseconds(CLOCK_PROCESS_CPUTIME_ID);
}

} // namespace triptych::base
