#include "test_registry.h"
#include "ui/theme/theme.h"

#include <QApplication>
#include <QPainter>
#include <QSignalSpy>
#include <QTest>
#include <cmath>

using triptych::ui::Role;
using triptych::ui::Theme;

namespace {

double luminance(const QColor &colour)
{
    const auto channel = [](double c) { return c <= 0.04045 ? c / 12.92 : std::pow((c + 0.055) / 1.055, 2.4); };
    return 0.2126 * channel(colour.redF()) + 0.7152 * channel(colour.greenF()) + 0.0722 * channel(colour.blueF());
}

double contrast(const QColor &a, const QColor &b)
{
    const double one = luminance(a), other = luminance(b);
    return (std::max(one, other) + 0.05) / (std::min(one, other) + 0.05);
}

} // namespace

class TestTheme : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void textIsReadableOnEveryGround_data()
    {
        QTest::addColumn<int>("mode");
        QTest::newRow("light") << int(Theme::Mode::Light);
        QTest::newRow("dark") << int(Theme::Mode::Dark);
    }
    void textIsReadableOnEveryGround()
    {
        QFETCH(int, mode);
        Theme theme;
        theme.setMode(Theme::Mode(mode));
        constexpr double kText = 4.5; // WCAG AA
        for (const Role ground : {Role::Window, Role::Surface, Role::Raised, Role::Sunken, Role::Alternate})
            for (const Role ink : {Role::Text, Role::TextSecondary, Role::Accent, Role::Error, Role::Warning, Role::Ok})
                QVERIFY2(contrast(theme.color(ink), theme.color(ground)) >= kText,
                         qPrintable(QStringLiteral("role %1 on %2: %3")
                                        .arg(int(ink))
                                        .arg(int(ground))
                                        .arg(contrast(theme.color(ink), theme.color(ground)))));
        for (const Role ink : {Role::Text, Role::TextSecondary, Role::Accent, Role::Error, Role::Warning}) // selected rows
            QVERIFY(contrast(theme.color(ink), theme.color(Role::AccentSoft)) >= kText);
        QVERIFY(contrast(theme.color(Role::Error), theme.color(Role::ErrorSoft)) >= kText);
        QVERIFY(contrast(theme.color(Role::Warning), theme.color(Role::WarningSoft)) >= kText);
        for (int slot = 0; slot < 24; ++slot)
            QVERIFY(contrast(theme.textOnService(), theme.serviceAt(slot)) >= kText);
    }

    void aServiceKeepsItsColour()
    {
        Theme one, other;
        one.setMode(Theme::Mode::Light);
        QCOMPARE(one.service(QStringLiteral("payment")), one.service(QStringLiteral("payment")));
        QCOMPARE(one.service(QStringLiteral("payment")), one.serviceAt(Theme::serviceSlot(QStringLiteral("payment"))));
        // Computed apart from the program: a colour must not change between versions.
        QCOMPARE(Theme::serviceSlot(QString()), 19);
        QCOMPARE(Theme::serviceSlot(QStringLiteral("a")), 10);
        QCOMPARE(Theme::serviceSlot(QStringLiteral("checkout")), 9);
        // The mesh spells the same service its own way.
        QCOMPARE(Theme::serviceSlot(QStringLiteral("checkout_shop_svc_8080")), Theme::serviceSlot(QStringLiteral("checkout")));
        other.setMode(Theme::Mode::Dark);
        QVERIFY(one.dark() == false && other.dark() == true);
    }

    void servicesOfTheDemoAreToldApart()
    {
        QSet<int> taken;
        const QStringList services{QStringLiteral("kong-gateway"), QStringLiteral("checkout"), QStringLiteral("cart"),
                                   QStringLiteral("inventory"), QStringLiteral("payment"), QStringLiteral("pricing"),
                                   QStringLiteral("users"), QStringLiteral("orders-db"), QStringLiteral("fraud"),
                                   QStringLiteral("notify"), QStringLiteral("kafka"), QStringLiteral("catalog"),
                                   QStringLiteral("recommendations"), QStringLiteral("catalog-db"), QStringLiteral("search"),
                                   QStringLiteral("users-db"), QStringLiteral("orders"), QStringLiteral("shipping")};
        for (const QString &service : services)
            taken.insert(Theme::serviceSlot(service));
        QCOMPARE(taken.size(), services.size());
    }

    void noServiceIsRed()
    {
        Theme theme;
        for (const auto mode : {Theme::Mode::Light, Theme::Mode::Dark}) {
            theme.setMode(mode);
            const int red = theme.color(Role::Error).hsvHue();
            for (int slot = 0; slot < 24; ++slot) {
                const int apart = std::abs(theme.serviceAt(slot).hsvHue() - red);
                QVERIFY(std::min(apart, 360 - apart) > 15);
            }
        }
    }

    void switchingTheThemeReachesTheApplication()
    {
        Theme theme;
        theme.setMode(Theme::Mode::Light);
        QSignalSpy changed(&theme, &Theme::changed);
        theme.setMode(Theme::Mode::Dark);
        QCOMPARE(changed.count(), 1);
        QCOMPARE(QApplication::palette().color(QPalette::Window), theme.color(Role::Window));
        QVERIFY(qApp->styleSheet().contains(theme.color(Role::Accent).name()));
        QVERIFY2(!qApp->styleSheet().contains(u'@'), "a placeholder of the style sheet has no role");
    }

    void anIconFollowsTheTheme()
    {
        Theme theme;
        theme.setMode(Theme::Mode::Light);
        const QIcon icon = theme.icon(QStringLiteral("check"), Role::Text);
        const QImage light = icon.pixmap(32, 32).toImage();
        theme.setMode(Theme::Mode::Dark);
        const QImage dark = icon.pixmap(32, 32).toImage();
        QVERIFY(!light.isNull() && light != dark);
        bool painted = false;
        for (int y = 0; y < dark.height(); ++y)
            for (int x = 0; x < dark.width(); ++x)
                painted = painted || dark.pixelColor(x, y).alpha() > 200;
        QVERIFY(painted);
    }
};

TRIPTYCH_TEST(TestTheme)
#include "tst_theme.moc"
