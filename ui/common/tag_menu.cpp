#include "ui/common/tag_menu.h"

#include "query/compose.h"
#include "ui/common/plain_text.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QMenu>

namespace triptych::ui {

QString tagAsFilter(const QString &key, const QString &value)
{
    return QString::fromStdString(query::termText(key.toStdString(), value.toStdString()));
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
    if (auto side = query::Filter::parse(query::termText(k, v)))
        addCompareActions(menu, context, {std::move(*side), std::nullopt});
    menu.addSeparator();
    QObject::connect(menu.addAction(QObject::tr("Copy Value")), &QAction::triggered, &menu,
                     [value] { QGuiApplication::clipboard()->setText(value); });
    QObject::connect(menu.addAction(QObject::tr("Copy as Filter")), &QAction::triggered, &menu,
                     [text = tagAsFilter(key, value)] { QGuiApplication::clipboard()->setText(text); });
}

void addCompareActions(QMenu &menu, Context &context, const query::Selection &side)
{
    QMenu *compare = menu.addMenu(QObject::tr("Compare"));
    session::Session &session = context.session;
    QObject::connect(compare->addAction(QObject::tr("Use as A")), &QAction::triggered, &session,
                     [&session, side] { session.setComparison({side, session.comparison().b}); });
    QObject::connect(compare->addAction(QObject::tr("Use as B and Compare")), &QAction::triggered, &session,
                     [&session, side] { session.openComparison({session.comparison().a, side}); });
}

} // namespace triptych::ui
