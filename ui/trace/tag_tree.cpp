#include "ui/trace/tag_tree.h"

#include "items/cell_text.h"

#include <QClipboard>
#include <QContextMenuEvent>
#include <QGuiApplication>
#include <QHeaderView>
#include <QKeyEvent>
#include <QMenu>
#include <QPainter>
#include <QStandardItemModel>
#include <QStyledItemDelegate>

namespace triptych::ui {

namespace {

enum TagRole { SectionRole = Qt::UserRole + 1, DetailRole, FailureRole, LinkRole, KeyTextRole, ValueTextRole };
constexpr int kTagTreeLeft = 14, kKeyColumn = 190, kSectionHeight = 30, kTextGap = 12;

class TagDelegate : public QStyledItemDelegate
{
public:
    TagDelegate(Theme &theme, QTreeView *view) : QStyledItemDelegate(view), m_theme(theme), m_view(view) {}

    QSize sizeHint(const QStyleOptionViewItem &, const QModelIndex &index) const override
    {
        return {0, index.data(SectionRole).toBool() ? kSectionHeight : metrics::kTagRow};
    }

    void paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const override
    {
        const QRect row = option.rect;
        if (option.state & QStyle::State_Selected)
            painter->fillRect(row, m_theme.color(Role::AccentSoft));
        else if (option.state & QStyle::State_MouseOver)
            painter->fillRect(row, m_theme.color(Role::Window));
        if (index.data(SectionRole).toBool())
            paintSection(*painter, row, index);
        else
            paintTag(*painter, row, index);
    }

private:
    void paintSection(QPainter &painter, const QRect &row, const QModelIndex &index) const
    {
        const QString chevron = m_view->isExpanded(index) ? QStringLiteral("chevron-down") : QStringLiteral("chevron-right");
        m_theme.icon(chevron).paint(&painter, QRect(row.left() + kTagTreeLeft - 1, row.center().y() - 3, 12, 12));
        QFont strong = m_theme.small();
        strong.setWeight(QFont::DemiBold);
        const QRect text = row.adjusted(kTagTreeLeft + 17, 6, -kTagTreeLeft, 0);
        const QString title = index.data(Qt::DisplayRole).toString();
        painter.setFont(strong);
        painter.setPen(m_theme.color(Role::TextSecondary));
        const QString shown = QFontMetrics(strong).elidedText(title, Qt::ElideMiddle, text.width() * 2 / 3);
        painter.drawText(text, Qt::AlignVCenter, shown);
        painter.setFont(m_theme.small());
        painter.setPen(m_theme.color(Role::TextDisabled));
        painter.drawText(text.adjusted(QFontMetrics(strong).horizontalAdvance(shown) + 7, 0, 0, 0), Qt::AlignVCenter,
                         index.data(DetailRole).toString());
    }

    void paintTag(QPainter &painter, const QRect &row, const QModelIndex &index) const
    {
        const QFont mono = m_theme.mono();
        const QFontMetrics fm(mono);
        painter.setFont(mono);
        painter.setPen(m_theme.color(Role::TextSecondary));
        const int column = std::min(kKeyColumn, row.width() / 2);
        const QRect key(row.left() + kTagTreeLeft, row.top(), column - kTagTreeLeft - kTextGap, row.height());
        painter.drawText(key, Qt::AlignVCenter, fm.elidedText(index.data(KeyTextRole).toString(), Qt::ElideRight, key.width()));
        const QRect value(row.left() + column, row.top(), row.width() - column - kTextGap, row.height());
        painter.setPen(m_theme.color(index.data(FailureRole).toBool() ? Role::Error : index.data(LinkRole).toBool() ? Role::Accent : Role::Text));
        painter.drawText(value, Qt::AlignVCenter, fm.elidedText(index.data(ValueTextRole).toString(), Qt::ElideRight, value.width()));
    }

    Theme &m_theme;
    QTreeView *m_view;
};

} // namespace

TagTree::TagTree(Context &context, QWidget *parent) : QTreeView(parent), m_context(context), m_model(new QStandardItemModel(this))
{
    setAccessibleName(tr("Tags"));
    setModel(m_model);
    setItemDelegate(new TagDelegate(context.theme, this));
    setHeaderHidden(true);
    setRootIsDecorated(false);
    setIndentation(0);
    setFrameShape(QFrame::NoFrame);
    setMouseTracking(true);
    setEditTriggers(NoEditTriggers);
    setVerticalScrollMode(ScrollPerPixel);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    connect(this, &QTreeView::clicked, this, [this](const QModelIndex &index) {
        if (index.data(SectionRole).toBool())
            setExpanded(index, !isExpanded(index));
        else if (index.data(LinkRole).toBool())
            activate(index);
    });
    connect(this, &QTreeView::doubleClicked, this, &TagTree::activate);
    connect(this, &QTreeView::collapsed, this, [this](const QModelIndex &i) { m_folded.append(i.data().toString()); });
    connect(this, &QTreeView::expanded, this, [this](const QModelIndex &i) { m_folded.removeAll(i.data().toString()); });
    connect(&context.theme, &Theme::changed, viewport(), qOverload<>(&QWidget::update));
}

void TagTree::setGroups(const std::vector<TagGroup> &groups)
{
    const QStringList folded = m_folded; // clearing the model must not forget them
    m_groups = groups;
    m_model->clear();
    for (const TagGroup &group : groups) {
        auto *section = new QStandardItem(group.title);
        section->setData(true, SectionRole);
        section->setData(group.detail.isEmpty() ? QString::number(group.tags.size()) : group.detail, DetailRole);
        for (const telemetry::Tag &tag : group.tags) {
            const QString key = items::textOf(tag.key), value = items::textOf(tag.value);
            auto *item = new QStandardItem(key + QStringLiteral(": ") + value);
            item->setData(key, KeyTextRole);
            item->setData(value, ValueTextRole);
            item->setData(tellsFailure(tag), FailureRole);
            // The ids of a link lead where it does.
            item->setData(!group.linkTrace.empty() && (tag.value == hex(group.linkTrace) || tag.value == hex(group.linkSpan)), LinkRole);
            item->setToolTip(items::plainToolTip(key + QStringLiteral(": ") + value));
            section->appendRow(item);
        }
        m_model->appendRow(section);
        setExpanded(section->index(), !folded.contains(group.title));
    }
    m_folded = folded;
}

void TagTree::activate(const QModelIndex &index)
{
    const QModelIndex section = index.parent().isValid() ? index.parent() : index;
    if (!section.isValid() || section.row() >= static_cast<int>(m_groups.size()))
        return;
    const TagGroup &group = m_groups[static_cast<std::size_t>(section.row())];
    if (!group.linkTrace.empty())
        Q_EMIT linkActivated(group.linkTrace, group.linkSpan);
}

void TagTree::copyCurrent() const
{
    if (currentIndex().isValid())
        QGuiApplication::clipboard()->setText(currentIndex().data().toString());
}

void TagTree::keyPressEvent(QKeyEvent *event)
{
    if (event->matches(QKeySequence::Copy))
        copyCurrent();
    else if (event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter)
        activate(currentIndex());
    else
        QTreeView::keyPressEvent(event);
}

void TagTree::mousePressEvent(QMouseEvent *event)
{
    m_drag.pressed(*event);
    QTreeView::mousePressEvent(event);
}

void TagTree::mouseMoveEvent(QMouseEvent *event)
{
    if (m_drag.begins(*event)) {
        const QModelIndex index = indexAt(m_drag.origin());
        if (!index.parent().isValid())
            return;
        const telemetry::Tag &tag = m_groups[static_cast<std::size_t>(index.parent().row())].tags[static_cast<std::size_t>(index.row())];
        TagDrag::run(this, m_context.theme, QString::fromStdString(tag.key), QString::fromStdString(tag.value));
        return;
    }
    if (!(event->buttons() & Qt::LeftButton))
        QTreeView::mouseMoveEvent(event);
}

void TagTree::contextMenuEvent(QContextMenuEvent *event)
{
    const QModelIndex index = event->reason() == QContextMenuEvent::Mouse ? indexAt(event->pos()) : currentIndex();
    if (!index.isValid())
        return;
    QMenu menu(this);
    const QModelIndex section = index.parent().isValid() ? index.parent() : index;
    const TagGroup &group = m_groups[static_cast<std::size_t>(section.row())];
    if (!group.linkTrace.empty()) {
        menu.addAction(tr("Open linked span"), this, [this, index] { activate(index); });
        menu.addAction(tr("Stack the linked trace under this one"), this, [this, trace = group.linkTrace] { Q_EMIT stackRequested(trace); });
    }
    if (index.parent().isValid()) {
        const telemetry::Tag &tag = group.tags[static_cast<std::size_t>(index.row())];
        addTagActions(menu, m_context, QString::fromStdString(tag.key), QString::fromStdString(tag.value));
        menu.addAction(tr("Copy key and value"), this, [this] { copyCurrent(); });
    }
    const bool byMouse = event->reason() == QContextMenuEvent::Mouse;
    if (!menu.isEmpty())
        menu.exec(byMouse ? event->globalPos() : viewport()->mapToGlobal(visualRect(index).center()));
}

} // namespace triptych::ui
