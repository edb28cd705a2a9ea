#include "ui/common/panes.h"

#include "ui/common/named_layouts.h"
#include "ui/common/pane_focus.h"

#include <QApplication>
#include <QSplitter>
#include <QWidget>
#include <algorithm>

namespace triptych::ui {

namespace {
const QString kHidden = QStringLiteral("hidden"), kSizes = QStringLiteral("sizes");

QVariantList toVariants(const QList<int> &numbers)
{
    return {numbers.begin(), numbers.end()};
}
} // namespace

Panes::Panes(Context &context, const QString &page, QWidget *root) : QObject(root), m_context(context), m_page(page), m_root(root), m_focus(new PaneFocus(context.theme, root, this))
{
    connect(&context.preferences, &Preferences::changed, this, [this](const QString &name) {
        if (name == preference::kLayout)
            load();
    });
    connect(this, &Panes::changed, m_focus, &PaneFocus::place);
}

void Panes::add(const Pane &pane)
{
    m_panes.append(pane);
    m_context.actions.add({QStringLiteral("pane.%1.%2").arg(m_page, pane.id), tr("Show or Hide: %1").arg(pane.title), QString(), {},
                           KeyScope::Table},
                          m_root, [this, id = pane.id] { setShown(id, !isShown(id)); });
}

void Panes::addSplitter(const QString &id, QSplitter *splitter, const QList<int> &usual)
{
    splitter->setSizes(usual);
    m_splits.append({id, splitter, usual});
    connect(splitter, &QSplitter::splitterMoved, this, [this, splitter] {
        for (Split &split : m_splits)
            split.sized = split.sized || split.splitter == splitter;
        save();
    });
}

void Panes::start()
{
    load();
}

QString Panes::key() const
{
    const QString layout = m_context.preferences.value(preference::kLayout, namedLayouts().front().id).toString();
    return preference::kPanes + layout + u'/' + m_page;
}

void Panes::load()
{
    const QString layout = m_context.preferences.value(preference::kLayout, namedLayouts().front().id).toString();
    const QVariantMap kept = m_context.preferences.value(key()).toMap();
    const QStringList hidden = kept.contains(kHidden) ? kept.value(kHidden).toStringList() : hiddenAtFirst(layout, m_page);
    m_hidden = QSet<QString>(hidden.begin(), hidden.end());
    m_alone.clear();
    const QVariantMap sizes = kept.value(kSizes).toMap();
    for (Split &split : m_splits) {
        const QVariantList numbers = sizes.value(split.id).toList();
        split.sized = numbers.size() == split.splitter->count();
        QList<int> wanted = split.usual;
        if (split.sized)
            std::transform(numbers.begin(), numbers.end(), wanted.begin(), [](const QVariant &n) { return n.toInt(); });
        split.splitter->setSizes(wanted);
    }
    apply();
}

void Panes::save()
{
    QVariantMap sizes;
    for (const Split &split : std::as_const(m_splits))
        if (split.sized)
            sizes.insert(split.id, toVariants(split.splitter->sizes()));
    m_context.preferences.set(key(), QVariantMap{{kHidden, QStringList(m_hidden.begin(), m_hidden.end())}, {kSizes, sizes}});
}

void Panes::apply()
{
    // What holds only hidden panes hides with them, or it would stand there empty.
    QHash<QWidget *, bool> holders;
    for (const Pane &pane : std::as_const(m_panes)) {
        const bool shown = m_alone.isEmpty() ? !m_hidden.contains(pane.id) : m_alone == pane.id;
        for (QWidget *at = pane.widget; at && at != m_root; at = at->parentWidget())
            holders[at] = holders.value(at) || shown;
    }
    const bool hadFocus = m_root->isAncestorOf(QApplication::focusWidget());
    for (auto it = holders.constBegin(); it != holders.constEnd(); ++it)
        it.key()->setVisible(it.value());
    if (hadFocus && !m_root->isAncestorOf(QApplication::focusWidget()))
        if (const Pane *pane = current())
            pane->keys->setFocus(Qt::OtherFocusReason);
    Q_EMIT changed();
}

const Panes::Pane *Panes::find(const QString &id) const
{
    const auto at = std::find_if(m_panes.begin(), m_panes.end(), [&](const Pane &pane) { return pane.id == id; });
    return at == m_panes.end() ? nullptr : &*at;
}

bool Panes::isShown(const QString &id) const
{
    return m_alone.isEmpty() ? !m_hidden.contains(id) : m_alone == id;
}

void Panes::setShown(const QString &id, bool shown)
{
    if (!find(id))
        return;
    m_alone.clear();
    if (shown)
        m_hidden.remove(id);
    else if (m_hidden.size() + 1 < m_panes.size()) // the last one stays
        m_hidden.insert(id);
    save();
    apply();
}

void Panes::setAlone(const QString &id)
{
    m_alone = id == m_alone || !find(id) ? QString() : id;
    apply();
    if (const Pane *pane = find(m_alone))
        pane->keys->setFocus(Qt::OtherFocusReason);
}

bool Panes::drawerShown() const
{
    return std::any_of(m_panes.begin(), m_panes.end(),
                       [this](const Pane &pane) { return pane.side == Pane::Side::Drawer && isShown(pane.id); });
}

void Panes::toggleDrawer()
{
    const bool show = !drawerShown();
    m_alone.clear();
    for (const Pane &pane : std::as_const(m_panes)) {
        if (pane.side != Pane::Side::Drawer)
            continue;
        if (show)
            m_hidden.remove(pane.id);
        else
            m_hidden.insert(pane.id);
    }
    save();
    apply();
}

const Panes::Pane *Panes::current() const
{
    const QWidget *focus = QApplication::focusWidget();
    const Pane *main = nullptr;
    for (const Pane &pane : m_panes) {
        if (!isShown(pane.id))
            continue;
        if (focus && (focus == pane.widget || pane.widget->isAncestorOf(focus)))
            return &pane;
        if (!main || (main->side == Pane::Side::Drawer && pane.side == Pane::Side::Main))
            main = &pane;
    }
    return main;
}

void Panes::cycle(int step)
{
    QVector<const Pane *> shown;
    for (const Pane &pane : std::as_const(m_panes))
        if (isShown(pane.id))
            shown.append(&pane);
    if (shown.isEmpty())
        return;
    const QWidget *focus = QApplication::focusWidget();
    const bool inside = focus && m_root->isAncestorOf(focus);
    const auto at = inside ? shown.indexOf(current()) : (step > 0 ? -1 : 0);
    const Pane *next = shown.at((at + step + shown.size()) % shown.size());
    next->keys->setFocus(Qt::ShortcutFocusReason);
    m_focus->mark(shown.size() > 1 ? next->widget : nullptr);
}

void Panes::restoreDefault()
{
    m_context.preferences.remove(key());
    load();
}

bool Panes::isSized(const QSplitter *splitter) const
{
    return std::any_of(m_splits.begin(), m_splits.end(),
                       [splitter](const Split &split) { return split.splitter == splitter && split.sized; });
}

} // namespace triptych::ui
