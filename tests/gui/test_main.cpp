#include "test_registry.h"

#include <QApplication>
#include <QTest>
#include <cstdio>

/// Runs every registered class of widget tests; arguments go to each. TRIPTYCH_TEST_ONLY names the only
/// one to be run. Classes that need a server (Q_CLASSINFO "needs") run by name alone: one that skipped itself would leave
/// QtTest skipping every class after it.
int main(int argc, char **argv)
{
    QApplication app(argc, argv);
    int failures = 0;
    const QString only = qEnvironmentVariable("TRIPTYCH_TEST_ONLY");
    for (const auto &make : triptych::tests::registry()) {
        const auto test = make();
        if (!only.isEmpty() && only != QLatin1String(test->metaObject()->className()))
            continue;
        if (only.isEmpty() && test->metaObject()->indexOfClassInfo("needs") >= 0) {
            std::printf("left out: %s runs with what it needs beside it (tests/live)\n", test->metaObject()->className());
            continue;
        }
        failures += QTest::qExec(test.get(), argc, argv);
    }
    return failures == 0 ? 0 : 1;
}
