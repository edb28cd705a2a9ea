#include "ui/common/tag_menu.h"

#include "query/filter.h"
#include "ui/common/plain_text.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QMenu>
#include <algorithm>

namespace triptych::ui {

namespace {

bool needsQuotes(const QString &value)
{
    if (value.isEmpty())
        return true;
    // What the filter language reads as anything but a letter of a bare word.
    const auto special = [](QChar c) { return c.isSpace() || QStringLiteral("\"'()[]<>=*?/\\:~").contains(c); };
    return value.startsWith(u'-') || std::any_of(value.begin(), value.end(), special);
}

} // namespace

QString tagAsFilter(const QString &key, const QString &value)
{
    if (!needsQuotes(value))
        return key + u':' + value;
    QString quoted = value;
    quoted.replace(u'\\', QStringLiteral("\\\\")).replace(u'"', QStringLiteral("\\\""));
    return key + QStringLiteral(":\"") + quoted + u'"';
}

void addTagActions(QMenu &menu, Context &context, const QString &key, const QString &value)
{
    using Combine = session::Session::Combine;
    const std::string k = key.toStdString(), v = value.toStdString();
    QMenu *apply = menu.addMenu(QObject::tr("Apply as Filter"));
    const bool filtered = !context.session.filter().empty();
    const auto add = [&](const QString &text, Combine how, bool enabled) {
        QAction *action = apply->addAction(text);
        action->setEnabled(enabled);
        QObject::connect(action, &QAction::triggered, &context.session,
                         [&context, k, v, how] { context.session.applyTag(k, v, how); });
    };
    const QString shown = menuText(tagAsFilter(key, value));
    add(QObject::tr("is    %1").arg(shown), Combine::Replace, true);
    add(QObject::tr("is not    -%1").arg(shown), Combine::Not, true);
    apply->addSeparator();
    add(QObject::tr("… and is"), Combine::And, filtered);
    add(QObject::tr("… and is not"), Combine::AndNot, filtered);
    add(QObject::tr("… or is"), Combine::Or, filtered);
    menu.addSeparator();
    QObject::connect(menu.addAction(QObject::tr("Copy Value")), &QAction::triggered, &menu,
                     [value] { QGuiApplication::clipboard()->setText(value); });
    QObject::connect(menu.addAction(QObject::tr("Copy as Filter")), &QAction::triggered, &menu,
                     [text = tagAsFilter(key, value)] { QGuiApplication::clipboard()->setText(text); });
}

} // namespace triptych::ui
