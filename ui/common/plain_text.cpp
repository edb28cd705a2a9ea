#include "ui/common/plain_text.h"

namespace triptych::ui {

QString menuText(const QString &text, int letters)
{
    QString line = text.simplified();
    if (line.size() > letters)
        line = line.left(letters / 2) + u'…' + line.right(letters / 2);
    return line.replace(u'&', QStringLiteral("&&"));
}

QString tooltipText(const QString &text)
{
    constexpr int kMost = 4000; // a tooltip of a megabyte would block the window
    QString escaped = text.left(kMost).toHtmlEscaped();
    escaped.replace(u'\n', QStringLiteral("<br>"));
    return QStringLiteral("<span>") + escaped + QStringLiteral("</span>");
}

} // namespace triptych::ui
