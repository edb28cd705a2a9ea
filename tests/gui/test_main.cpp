#include "test_registry.h"

#include <QApplication>
#include <QTest>

/// Runs every registered class of widget tests; arguments go to each.
int main(int argc, char **argv)
{
    QApplication app(argc, argv);
    int failures = 0;
    for (const auto &make : triptych::tests::registry()) {
        const auto test = make();
        failures += QTest::qExec(test.get(), argc, argv);
    }
    return failures == 0 ? 0 : 1;
}
