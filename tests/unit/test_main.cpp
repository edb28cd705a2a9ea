#include "test_registry.h"

#include <QCoreApplication>
#include <QTest>

/// Runs every registered class; arguments (a function name, -v2 …) go to each.
int main(int argc, char **argv)
{
    QCoreApplication app(argc, argv);
    int failures = 0;
    for (const auto &make : triptych::tests::registry()) {
        const auto test = make();
        failures += QTest::qExec(test.get(), argc, argv);
    }
    return failures == 0 ? 0 : 1;
}
