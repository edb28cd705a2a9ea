#pragma once
#include "ui/theme/theme.h"

#include <QPushButton>

namespace triptych::ui {

/// The one push button of the look, 28 px high: outlined, soft (accent), or plain; with icon, text, a grey key hint and
/// a chevron where it has a menu. A checked button is soft.
class FlatButton : public QPushButton
{
    Q_OBJECT
public:
    enum class Kind { Outlined, Soft, Plain };
    FlatButton(Theme &theme, const QString &text, Kind kind = Kind::Outlined, QWidget *parent = nullptr);
    /// Square, icon only; `name` is its accessible name and tooltip.
    static FlatButton *iconOnly(Theme &theme, const QString &icon, const QString &name, QWidget *parent = nullptr,
                                Kind kind = Kind::Plain);

    void setKind(Kind kind);
    Kind kind() const { return m_kind; }
    /// Name of a line icon, in the colour of `role`.
    void setIconName(const QString &icon, Role role = Role::Text);
    /// Key shown in grey after the text, e.g. "Ctrl+O".
    void setHint(const QString &hint);
    /// A small filled dot on the icon: something new.
    void setBadge(bool on);
    /// Text longer than this many pixels is elided in the middle (the whole becomes the tooltip); 0: never.
    void setMaximumTextWidth(int pixels);

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return sizeHint(); }

protected:
    void paintEvent(QPaintEvent *event) override;
    void enterEvent(QEnterEvent *event) override;
    void leaveEvent(QEvent *event) override;

private:
    QString shownText() const;

    Theme &m_theme;
    Kind m_kind;
    QString m_iconName, m_hint;
    Role m_iconRole = Role::Text;
    bool m_badge = false;
    int m_maximumText = 0;
};

} // namespace triptych::ui
