#include "ui/theme/theme.h"

#include "items/cell_text.h"
#include "ui/theme/line_icon.h"
#include "ui/theme/palette_tokens.h"

#include <QApplication>
#include <QEvent>
#include <QFile>
#include <QFontDatabase>
#include <QPainter>
#include <QPalette>
#include <QProxyStyle>
#include <QStyleOption>
#include <QToolTip>

// The resources live in a static library: nothing but this call makes the linker keep them.
static void keepResources()
{
    Q_INIT_RESOURCE(resources);
}

namespace triptych::ui {

namespace {

// The ends of the differential scale; blue and orange are told apart with every colour vision.
constexpr QRgb kDiffLessLight = 0x2b63d9, kDiffMoreLight = 0xdb7618, kDiffNoneLight = 0xe2e4e8;
constexpr QRgb kDiffLessDark = 0x6c9dff, kDiffMoreDark = 0xe58a36, kDiffNoneDark = 0x343943;

constexpr int kThemeTextPixels = 13, kSmallPixels = 11, kTitlePixels = 16, kFigurePixels = 28, kMonoPixels = 12;

QString family(const char *preferred, QFontDatabase::SystemFont fallback)
{
    const QString name = QLatin1String(preferred);
    return QFontDatabase::hasFamily(name) ? name : QFontDatabase::systemFont(fallback).family();
}

/// Fusion without the lines under menu letters, which stand there without Alt being held, and still where that is wanted.
class QuietStyle final : public QProxyStyle
{
public:
    explicit QuietStyle(std::shared_ptr<const bool> still) : QProxyStyle(QStringLiteral("Fusion")), m_still(std::move(still)) {}
    int styleHint(StyleHint hint, const QStyleOption *option, const QWidget *widget, QStyleHintReturn *data) const override
    {
        const bool none = hint == SH_UnderlineShortcut || (*m_still && hint == SH_Widget_Animation_Duration);
        return none ? 0 : QProxyStyle::styleHint(hint, option, widget, data);
    }
    void drawPrimitive(PrimitiveElement element, const QStyleOption *option, QPainter *painter, const QWidget *widget) const override
    {
        QProxyStyle::drawPrimitive(element, option, painter, widget);
        if (element != PE_IndicatorCheckBox)
            return;
        // Fusion darkens the window for the outline, which on a dark window leaves none.
        painter->save();
        painter->setRenderHint(QPainter::Antialiasing);
        painter->setBrush(Qt::NoBrush);
        painter->setPen(QPen(option->palette.color(option->state & State_HasFocus ? QPalette::Link : QPalette::PlaceholderText), 1));
        painter->drawRoundedRect(QRectF(option->rect).adjusted(0.5, 0.5, -0.5, -0.5), metrics::kBarRadius, metrics::kBarRadius);
        painter->restore();
    }

private:
    std::shared_ptr<const bool> m_still; // the application owns its style, which may outlive the theme
};

QFont sized(const QString &family, int pixels, QFont::Weight weight = QFont::Normal)
{
    QFont font(family);
    font.setPixelSize(pixels);
    font.setWeight(weight);
    return font;
}

QString styleSheet(const PaletteTokens &tokens)
{
    QFile file(QStringLiteral(":/themes/triptych.qss"));
    if (!file.open(QIODevice::ReadOnly))
        return {};
    QString sheet = QString::fromUtf8(file.readAll());
    for (int r = 0; r < static_cast<int>(Role::Count); ++r) {
        const Role role = static_cast<Role>(r);
        sheet.replace(u'@' + QLatin1String(roleName(role)) + u'@', tokens.role(role).name());
    }
    return sheet;
}

QPalette paletteOf(const PaletteTokens &t)
{
    QPalette p;
    p.setColor(QPalette::Window, t.role(Role::Window));
    p.setColor(QPalette::WindowText, t.role(Role::Text));
    p.setColor(QPalette::Base, t.role(Role::Surface));
    p.setColor(QPalette::AlternateBase, t.role(Role::Alternate));
    p.setColor(QPalette::Text, t.role(Role::Text));
    p.setColor(QPalette::PlaceholderText, t.role(Role::TextDisabled));
    p.setColor(QPalette::Button, t.role(Role::Raised));
    p.setColor(QPalette::ButtonText, t.role(Role::Text));
    p.setColor(QPalette::BrightText, t.role(Role::Error));
    p.setColor(QPalette::ToolTipBase, t.role(Role::Raised));
    p.setColor(QPalette::ToolTipText, t.role(Role::Text));
    p.setColor(QPalette::Highlight, t.role(Role::AccentSoft));
    p.setColor(QPalette::HighlightedText, t.role(Role::Text));
    p.setColor(QPalette::Link, t.role(Role::Accent));
    p.setColor(QPalette::LinkVisited, t.role(Role::Accent));
    p.setColor(QPalette::Light, t.role(Role::Raised));
    p.setColor(QPalette::Midlight, t.role(Role::Line));
    p.setColor(QPalette::Mid, t.role(Role::LineStrong));
    p.setColor(QPalette::Dark, t.role(Role::LineStrong));
    p.setColor(QPalette::Shadow, t.role(Role::LineStrong));
    for (const QPalette::ColorRole role : {QPalette::WindowText, QPalette::Text, QPalette::ButtonText})
        p.setColor(QPalette::Disabled, role, t.role(Role::TextDisabled));
    return p;
}

} // namespace

struct Theme::Impl {
    TokenFile tokens = readTokens();
    Mode mode = Mode::System;
    bool dark = false;
    QString textFamily, monoFamily;
    std::shared_ptr<bool> still = std::make_shared<bool>(false);

    const PaletteTokens &now() const { return dark ? tokens.dark : tokens.light; }
};

Theme::Theme(QObject *parent) : QObject(parent)
{
    keepResources();
    m = std::make_unique<Impl>();
    m->textFamily = family("Inter", QFontDatabase::GeneralFont);
    m->monoFamily = family("JetBrains Mono", QFontDatabase::FixedFont);
    // Read before ours replaces it: Qt 6.4 tells of a dark desktop only through the palette it starts with.
    const QPalette system = QApplication::palette();
    m->dark = system.color(QPalette::Window).lightness() < system.color(QPalette::WindowText).lightness();
    QApplication::setStyle(new QuietStyle(m->still));
    apply();
    qApp->installEventFilter(this);
}

Theme::~Theme() = default;

Theme::Mode Theme::mode() const
{
    return m->mode;
}

void Theme::setMode(Mode mode)
{
    m->mode = mode;
    const bool dark = mode == Mode::System ? systemIsDark() : mode == Mode::Dark;
    if (dark == m->dark)
        return;
    m->dark = dark;
    apply();
    Q_EMIT changed();
}

bool Theme::systemIsDark() const
{
    const QPalette ours = QApplication::palette();
    QApplication::setPalette(QPalette());
    const QPalette system = QApplication::palette();
    QApplication::setPalette(ours);
    return system.color(QPalette::Window).lightness() < system.color(QPalette::WindowText).lightness();
}

void Theme::apply()
{
    QApplication::setPalette(paletteOf(m->now()));
    QApplication::setFont(text());
    QToolTip::setFont(text());
    qApp->setStyleSheet(styleSheet(m->now()));
}

bool Theme::eventFilter(QObject *watched, QEvent *event)
{
    // The desktop switched between light and dark while we follow it.
    if (event->type() == QEvent::ThemeChange && watched == qApp && m->mode == Mode::System)
        setMode(Mode::System);
    return QObject::eventFilter(watched, event);
}

bool Theme::dark() const
{
    return m->dark;
}

void Theme::setReducedMotion(bool reduced)
{
    *m->still = reduced;
}

QColor Theme::color(Role role) const
{
    return m->now().role(role);
}

int Theme::serviceSlot(const QString &name)
{
    // FNV-1a, 64 bits, over the UTF-8 name: the same on every machine and in every session. The start is the usual one plus the
    // smallest of 60 million offsets that gives the demo's 18 services 18 colours, and those that one of its checkouts meets
    // 11 hues; the halves are folded, because modulo 24 hardly sees the upper one.
    quint64 hash = 0xcbf29ce484222325ull + 37'504'850;
    const QByteArray bytes = items::serviceText(name).toUtf8();
    for (const char c : bytes) {
        hash ^= static_cast<unsigned char>(c);
        hash *= 0x100000001b3ull;
    }
    return static_cast<int>((hash ^ (hash >> 32)) % kServiceColours);
}

QColor Theme::service(const QString &name) const
{
    return serviceAt(serviceSlot(name));
}

QColor Theme::serviceAt(int slot) const
{
    return m->now().services[static_cast<std::size_t>(slot) % kServiceColours];
}

QColor Theme::textOnService() const
{
    return m->now().textOnService;
}

QColor Theme::label(int label) const
{
    // Hues far from each other among the 24 of services.
    static constexpr int kSlots[] = {12, 14, 13, 15, 16, 17, 18, 19, 20};
    return serviceAt(kSlots[std::size_t(label) % std::size(kSlots)]);
}

QColor Theme::level(int level) const
{
    constexpr int kWarn = 13, kError = 17; // OpenTelemetry severity numbers, as telemetry::Level
    return color(level >= kError ? Role::Error : level >= kWarn ? Role::Warning : Role::TextSecondary);
}

QColor Theme::diff(double t) const
{
    const QColor none = QColor::fromRgb(m->dark ? kDiffNoneDark : kDiffNoneLight);
    const QColor end = QColor::fromRgb(t < 0 ? (m->dark ? kDiffLessDark : kDiffLessLight)
                                             : (m->dark ? kDiffMoreDark : kDiffMoreLight));
    return mixed(none, end, std::min(1.0, std::abs(t)));
}

QFont Theme::text() const
{
    return sized(m->textFamily, kThemeTextPixels);
}

QFont Theme::small() const
{
    return sized(m->textFamily, kSmallPixels);
}

QFont Theme::strong() const
{
    return sized(m->textFamily, kThemeTextPixels, QFont::DemiBold);
}

QFont Theme::title() const
{
    return sized(m->textFamily, kTitlePixels, QFont::DemiBold);
}

QFont Theme::figure() const
{
    return sized(m->textFamily, kFigurePixels, QFont::DemiBold);
}

QFont Theme::smallStrong() const
{
    return sized(m->textFamily, kSmallPixels, QFont::DemiBold);
}

QFont Theme::mono() const
{
    return sized(m->monoFamily, kMonoPixels);
}

QFont Theme::monoSmall() const
{
    return sized(m->monoFamily, kSmallPixels);
}

QIcon Theme::icon(const QString &name, Role role) const
{
    return QIcon(new LineIconEngine(*this, name, role));
}

} // namespace triptych::ui
