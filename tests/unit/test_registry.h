#pragma once
#include <QObject>
#include <functional>
#include <memory>
#include <vector>

namespace triptych::tests {

/// Test classes of one program; each file adds its own with TRIPTYCH_TEST.
inline std::vector<std::function<std::unique_ptr<QObject>()>> &registry()
{
    static std::vector<std::function<std::unique_ptr<QObject>()>> all;
    return all;
}
struct Registration {
    explicit Registration(std::function<std::unique_ptr<QObject>()> make) { registry().push_back(std::move(make)); }
};

} // namespace triptych::tests

#define TRIPTYCH_TEST(Class)                                                                                           \
    static const triptych::tests::Registration registration_##Class([] { return std::make_unique<Class>(); });
