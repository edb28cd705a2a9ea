#pragma once
#include "base/result.h"

#include <QByteArray>
#include <QColor>
#include <QImage>
#include <QString>

class QWidget;

namespace triptych::ui {

/// A widget as it looks now, as pixels at twice its size or as SVG. Taking it is quick and needs the GUI thread; writing
/// it, which takes far longer, does not.
class Picture
{
public:
    /// SVG where `path` ends so, else pixels.
    static Picture of(QWidget &widget, const QString &path, const QColor &background);
    /// By the ending of `path`, PNG where it says nothing. Any thread. Errors: Unreadable with the path.
    base::Result<void> write(const QString &path) const;

private:
    QImage m_image;
    QByteArray m_svg;
};

} // namespace triptych::ui
