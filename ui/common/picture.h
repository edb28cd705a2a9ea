#pragma once
#include "base/result.h"

#include <QByteArray>
#include <QColor>
#include <QImage>
#include <QSizeF>
#include <QString>
#include <functional>

class QPainter;
class QWidget;

namespace triptych::ui {

/// Something as it looks now, as pixels at twice its size or as SVG. Taking it is quick and needs the GUI thread; writing it,
/// which takes far longer, does not.
class Picture
{
public:
    /// SVG where `path` ends so, else pixels.
    static Picture of(QWidget &widget, const QString &path, const QColor &background);
    /// What no widget shows whole.
    struct Sheet {
        QSizeF size; ///< logical px; of a very large one the pixels are fewer than twice as many
        QColor background;
        QString title; ///< of an SVG
        std::function<void(QPainter &)> draw;
    };
    static Picture drawn(const Sheet &sheet, const QString &path);
    /// By the ending of `path`, PNG where it says nothing. Any thread. Errors: Unreadable with the path.
    base::Result<void> write(const QString &path) const;

private:
    QImage m_image;
    QByteArray m_svg;
};

} // namespace triptych::ui
