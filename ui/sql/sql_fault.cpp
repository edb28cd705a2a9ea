#include "ui/sql/sql_fault.h"

#include <QRegularExpression>

namespace triptych::ui {

SqlFault sqlFault(const QString &message, const QString &query)
{
    static const QRegularExpression drawing(QStringLiteral("\\n+(LINE (\\d+): )(.*)\\n( *)\\^\\s*$"));
    SqlFault fault{message.trimmed()};
    const auto match = drawing.match(message);
    if (!match.hasMatch())
        return fault;
    fault.sentence = message.left(match.capturedStart()).trimmed();
    const QStringList lines = query.split(u'\n');
    const int line = match.captured(2).toInt();
    if (line < 1 || line > lines.size())
        return fault;
    // Long lines are cut at both ends.
    QString part = match.captured(3);
    int caret = int(match.capturedLength(4) - match.capturedLength(1));
    const QString cut = QStringLiteral("...");
    if (part.startsWith(cut)) {
        part.remove(0, int(cut.size()));
        caret -= int(cut.size());
    }
    if (part.endsWith(cut))
        part.chop(cut.size());
    const qsizetype begin = lines[line - 1].indexOf(part);
    if (begin < 0 || caret < 0)
        return fault;
    fault.line = line;
    fault.column = int(begin) + caret + 1;
    fault.at = fault.column - 1;
    for (int i = 0; i + 1 < line; ++i)
        fault.at += int(lines[i].size()) + 1;
    return fault;
}

} // namespace triptych::ui
