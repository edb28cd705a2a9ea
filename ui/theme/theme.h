#pragma once
#include <QColor>
#include <QFont>
#include <QIcon>
#include <QObject>
#include <QString>
#include <memory>

namespace triptych::ui {

/// Colours by meaning; values come from resources/themes/tokens.json, nowhere else.
enum class Role {
    Window, Surface, Raised, Sunken, Line, LineStrong, Text, TextSecondary, TextDisabled, Accent, AccentSoft,
    Error, ErrorSoft, Warning, WarningSoft, Ok, Critical, Match, Selection,
    Alternate, ///< every second row of a table: between Surface and Sunken
    Hover,     ///< under the pointer: between Surface and Line
    Count
};

/// Measures of the look, logical pixels.
namespace metrics {
inline constexpr int kGrid = 4, kMenuBar = 28, kTopBar = 48, kButton = 28, kFilter = 32, kRail = 60, kStatusBar = 24,
                     kPaneHeader = 32, kWaterfallRow = 26, kWaterfallBar = 13, kTableRow = 26, kLogRow = 22, kTagRow = 22,
                     kFacetRow = 24, kFlameFrame = 18, kFlameGap = 1, kControlRadius = 6, kCardRadius = 8, kBarRadius = 2,
                     kServiceStripe = 4, kSwatch = 8, kPadding = 8, kMargin = 12;
}

/// Colours, fonts and icons of the current theme; tells when it changes. GUI thread. Owned by the composition.
class Theme : public QObject
{
    Q_OBJECT
public:
    enum class Mode { Light, Dark, System };
    explicit Theme(QObject *parent = nullptr);
    ~Theme() override;

    Mode mode() const;
    void setMode(Mode mode); ///< applies palette, style sheet and fonts to the whole application
    bool dark() const;
    /// Nothing glides: views go where they are sent at once.
    void setReducedMotion(bool reduced);

    QColor color(Role role) const;
    /// Stable colour of a service: a hash of its name (as items::serviceText says it) into the 24 of the theme; the same everywhere.
    QColor service(const QString &name) const;
    static int serviceSlot(const QString &name); ///< 0..23
    QColor serviceAt(int slot) const;
    QColor textOnService() const;
    /// One of nine label colours, 0 … 8, told apart from each other.
    QColor label(int label) const;
    /// Of a log level (Level's number): Error/Fatal red, Warn amber, else TextSecondary.
    QColor level(int level) const;
    /// Differential colours, colour-vision safe: t in [-1, 1], blue (less) to orange (more).
    QColor diff(double t) const;

    QFont text() const;       ///< 13 px
    QFont small() const;      ///< 11 px
    QFont strong() const;     ///< 13 px semibold
    QFont title() const;      ///< 16 px semibold
    QFont figure() const;     ///< 28 px
    QFont smallStrong() const; ///< 11 px semibold: column headers
    QFont mono() const;       ///< 12 px, tabular
    QFont monoSmall() const;  ///< 11 px

    /// Line icon from resources/icons/<name>.svg in the given role's colour, crisp at any ratio.
    QIcon icon(const QString &name, Role role = Role::TextSecondary) const;

Q_SIGNALS:
    void changed();

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    bool systemIsDark() const;
    void apply();

    struct Impl;
    std::unique_ptr<Impl> m;
};

} // namespace triptych::ui
