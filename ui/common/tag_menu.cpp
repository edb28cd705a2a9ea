#include "ui/common/tag_menu.h"

#include "query/compose.h"
#include "query/syntax.h"
#include "telemetry/ids.h"
#include "ui/common/plain_text.h"
#include "ui/common/rule_mark.h"

#include <QApplication>
#include <QClipboard>
#include <QDrag>
#include <QGuiApplication>
#include <QMenu>
#include <QMimeData>
#include <QMouseEvent>
#include <QPainter>

namespace triptych::ui {

namespace {

using query::Combine;

/// "is / is not / and / and not / or", each handed the filter that it makes.
void addVerbs(QMenu &menu, Context &context, const QString &key, const QString &value, void (*take)(Context &, const query::Filter &))
{
    const std::string k = key.toStdString(), v = value.toStdString();
    const bool filtered = !context.session.filter().empty();
    const auto add = [&](const QString &text, Combine how, bool enabled) {
        QAction *action = menu.addAction(text);
        action->setEnabled(enabled);
        QObject::connect(action, &QAction::triggered, &context.session, [&context, k, v, how, take] {
            take(context, query::combined(context.session.filter(), k, v, how));
        });
    };
    const QString shown = menuText(tagAsFilter(key, value));
    add(QObject::tr("is    %1").arg(shown), Combine::Replace, true);
    add(QObject::tr("is not    -%1").arg(shown), Combine::Not, true);
    menu.addSeparator();
    add(QObject::tr("… and is"), Combine::And, filtered);
    add(QObject::tr("… and is not"), Combine::AndNot, filtered);
    add(QObject::tr("… or is"), Combine::Or, filtered);
}

} // namespace

QString tagAsFilter(const QString &key, const QString &value)
{
    return QString::fromStdString(query::termText(key.toStdString(), value.toStdString()));
}

void addTagActions(QMenu &menu, Context &context, const QString &key, const QString &value)
{
    const std::string k = key.toStdString(), v = value.toStdString();
    addVerbs(*menu.addMenu(QObject::tr("Apply as Filter")), context, key, value,
             [](Context &to, const query::Filter &filter) { to.session.setFilter(filter); });
    addVerbs(*menu.addMenu(QObject::tr("Prepare")), context, key, value,
             [](Context &to, const query::Filter &filter) { to.workspace.prepareFilter(filter); });
    if (key == QLatin1String("trace"))
        if (const auto trace = telemetry::traceIdFromHex(v))
            QObject::connect(menu.addAction(QObject::tr("&Follow This Trace")), &QAction::triggered, &context.workspace,
                             [&context, id = *trace] { context.workspace.followTrace(id); });
    if (auto side = query::Filter::parse(query::termText(k, v)))
        addCompareActions(menu, context, {std::move(*side), std::nullopt});
    addRuleMenu(menu, context, query::termText(k, v));
    menu.addSeparator();
    using query::Intrinsic;
    const auto field = query::intrinsicFromText(k);
    if (!field) // fields of the record have columns of their own
        QObject::connect(menu.addAction(QObject::tr("Add Column %1").arg(menuText(key))), &QAction::triggered, &context.workspace,
                         [&context, key] { context.workspace.wantColumn(key); });
    if (!field || field == Intrinsic::Service || field == Intrinsic::Name)
        QObject::connect(menu.addAction(QObject::tr("Group By %1").arg(menuText(key))), &QAction::triggered, &context.workspace,
                         [&context, key] { context.workspace.wantGroups(key); });
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

void TagDrag::pressed(const QMouseEvent &event)
{
    m_armed = event.button() == Qt::LeftButton;
    m_from = event.position().toPoint();
}

bool TagDrag::begins(const QMouseEvent &event)
{
    if (!m_armed || !(event.buttons() & Qt::LeftButton) ||
        (event.position().toPoint() - m_from).manhattanLength() < QApplication::startDragDistance())
        return false;
    m_armed = false;
    return true;
}

void TagDrag::run(QWidget *from, Theme &theme, const QString &key, const QString &value)
{
    constexpr int kSide = 8, kHeight = 24, kMostWidth = 360;
    const QString text = tagAsFilter(key, value);
    auto *mime = new QMimeData;
    mime->setData(kFilterMime, text.toUtf8());
    mime->setText(text);
    // A chip follows the pointer.
    const QFontMetrics measure(theme.mono());
    const QString shown = measure.elidedText(text, Qt::ElideMiddle, kMostWidth);
    const double ratio = from->devicePixelRatioF();
    const QSize size(measure.horizontalAdvance(shown) + 2 * kSide, kHeight);
    QPixmap chip(size * ratio);
    chip.setDevicePixelRatio(ratio);
    chip.fill(Qt::transparent);
    {
        QPainter painter(&chip);
        painter.setRenderHint(QPainter::Antialiasing);
        painter.setPen(theme.color(Role::Accent));
        painter.setBrush(theme.color(Role::AccentSoft));
        painter.drawRoundedRect(QRectF({0, 0}, QSizeF(size)).adjusted(0.5, 0.5, -0.5, -0.5), kHeight / 2.0, kHeight / 2.0);
        painter.setFont(theme.mono());
        painter.setPen(theme.color(Role::Text));
        painter.drawText(QRect({0, 0}, size), Qt::AlignCenter, shown);
    }
    auto *drag = new QDrag(from);
    drag->setMimeData(mime);
    drag->setPixmap(chip);
    drag->setHotSpot({kSide, kHeight / 2});
    drag->exec(Qt::CopyAction);
}

} // namespace triptych::ui
