#include "ui/connect/connection_form.h"

#include <QCoreApplication>
#include <QRegularExpression>

namespace triptych::ui {

namespace {

struct ConnectionFormText {
    Q_DECLARE_TR_FUNCTIONS(triptych::ui::ConnectionForm)
};

QString faultIn(const QString &lines, const QString &pattern, const QString &expected)
{
    const QRegularExpression good(pattern);
    const QStringList all = lines.split(u'\n');
    for (qsizetype i = 0; i < all.size(); ++i)
        if (!all[i].trimmed().isEmpty() && !good.match(all[i].trimmed()).hasMatch())
            return expected.arg(i + 1);
    return {};
}

} // namespace

QString headersFault(const QString &lines)
{
    // RFC 9110: a name is a token; a value holds no control characters.
    return faultIn(lines, QStringLiteral("^[!#$%&'*+.^_`|~0-9A-Za-z-]+:[^\\x00-\\x08\\x0a-\\x1f\\x7f]*$"), ConnectionFormText::tr("Headers, line %1: write Name: value"));
}

QString aliasesFault(const QString &lines)
{
    return faultIn(lines, QStringLiteral("^[^\\s=,]+\\s*=\\s*[^\\s=,]+(\\s*,\\s*[^\\s=,]+)*$"), ConnectionFormText::tr("Tag aliases, line %1: write key = tag, tag"));
}

} // namespace triptych::ui
