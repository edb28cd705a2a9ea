#pragma once
#include "ui/theme/theme.h"

#include <QWidget>

namespace triptych::ui {

/// A small pill of text: counts, facts, states. Plain text; not interactive.
class Chip : public QWidget
{
    Q_OBJECT
public:
    enum class Tone { Neutral, Accent, Error, Warning, Ok };
    explicit Chip(Theme &theme, const QString &text = {}, Tone tone = Tone::Neutral, QWidget *parent = nullptr);

    void setText(const QString &text);
    const QString &text() const { return m_text; }
    void setTone(Tone tone);
    void setIconName(const QString &icon);

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return sizeHint(); }

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    Role ink() const;
    Role ground() const;

    Theme &m_theme;
    QString m_text, m_icon;
    Tone m_tone;
};

} // namespace triptych::ui
