#include "test_registry.h"

#include <QApplication>
#include <QTest>

/// Runs every registered class of widget tests; arguments go to each. TRIPTYCH_TEST_ONLY names the only
/// one to be run.
int main(int argc, char **argv)
{
    QApplication app(argc, argv);
    int failures = 0;
    for (const auto &make : triptych::tests::registry()) {
        const auto test = make();
        if (const QString only = qEnvironmentVariable("TRIPTYCH_TEST_ONLY"); !only.isEmpty() && only != QLatin1String(test->metaObject()->className()))
            continue;
        failures += QTest::qExec(test.get(), argc, argv);
    }
    return failures == 0 ? 0 : 1;
}
